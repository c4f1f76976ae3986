package org.dasllm.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.SharedData;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    private static final Rope PLAIN = new Rope(10000.0, RopeScaling.NONE);

    @TempDir
    Path dir;

    private static List<Rope> ropes(ModelConfig config) {
        return config.positions().stream()
                .map(each -> each.rope().orElseThrow())
                .toList();
    }

    private ModelConfig read(Consumer<ObjectNode> change) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("vocab_size", 100).put("hidden_size", 32).put("intermediate_size", 48);
        json.put("num_hidden_layers", 2).put("num_attention_heads", 4).put("max_position_embeddings", 64);
        json.put("rms_norm_eps", 1e-5).put("eos_token_id", 2).put("bos_token_id", 1);
        change.accept(json);
        Json.write(dir.resolve("config.json"), json);
        return ModelConfig.read(dir);
    }

    @Test
    void readsARealModelsConfiguration() {
        ModelConfig config = ModelConfig.read(SharedData.folder("stories260K"));
        assertThat(config.architecture()).isEqualTo(Architecture.LLAMA);
        assertThat(config.vocabularySize()).isEqualTo(512);
        assertThat(config.hiddenSize()).isEqualTo(64);
        assertThat(config.contextLength()).isEqualTo(512);
        assertThat(config.attention())
                .isEqualTo(new Attention(8, 4, 8, 1 / Math.sqrt(8), AttentionShape.UNCAPPED, false));
        assertThat(config.feedForward()).isEqualTo(new FeedForward(172, Activation.SILU, false));
        assertThat(config.positions())
                .isEqualTo(Collections.nCopies(5, new Positions(AttentionShape.EVERYTHING, Optional.of(PLAIN))));
        assertThat(config.normEpsilon()).isEqualTo(1e-5);
        assertThat(config.head()).isEqualTo(new OutputHead(true, AttentionShape.UNCAPPED));
        assertThat(config.bos()).hasValue(1);
        assertThat(config.endTokens()).containsExactly(2);
    }

    @Test
    void whatIsAbsentHasTheDefaultsOfTransformers() {
        ModelConfig config = read(json -> json.remove(List.of("rms_norm_eps", "bos_token_id")));
        assertThat(config.attention().keyValueHeads()).isEqualTo(4);
        assertThat(config.attention().headSize()).isEqualTo(8);
        assertThat(ropes(config)).containsOnly(PLAIN);
        assertThat(config.normEpsilon()).isEqualTo(1e-6);
        assertThat(config.tiedHead()).isFalse();
        assertThat(config.attention().bias()).isFalse();
        assertThat(config.feedForward().bias()).isFalse();
        assertThat(config.bos()).isEmpty();
        assertThat(config.endTokens()).containsExactly(2);
    }

    @Test
    void nullCountsAsAbsent() {
        ModelConfig config = read(json -> json.putNull("rope_scaling")
                .putNull("num_key_value_heads")
                .putNull("head_dim")
                .putNull("bos_token_id"));
        assertThat(config.attention().keyValueHeads()).isEqualTo(4);
        assertThat(config.attention().headSize()).isEqualTo(8);
    }

    @Test
    void theHeadSizeAndTheNewerRopeKeysCount() {
        ModelConfig config = read(json -> {
            json.put("head_dim", 16).put("num_key_value_heads", 2).put("tie_word_embeddings", true);
            json.putObject("rope_parameters").put("rope_theta", 500000.0).put("rope_type", "default");
        });
        assertThat(config.attention().headSize()).isEqualTo(16);
        assertThat(config.attention().keyValueHeads()).isEqualTo(2);
        assertThat(ropes(config)).containsOnly(new Rope(500000.0, RopeScaling.NONE));
        assertThat(config.tiedHead()).isTrue();
    }

    @Test
    void theGenerationConfigurationNamesTheEndTokens() {
        ObjectNode generation = Json.mapper().createObjectNode();
        generation.putArray("eos_token_id").add(9).add(7);
        Json.write(dir.resolve("generation_config.json"), generation);
        assertThat(read(json -> {}).endTokens()).containsExactly(7, 9);
    }

    @Test
    void theScalingOfLlama3IsReadInBothSpellings() {
        RopeScaling.Llama3 scaling = new RopeScaling.Llama3(32, 1, 4, 8192);
        Consumer<ObjectNode> values = json -> json.put("factor", 32.0)
                .put("low_freq_factor", 1.0)
                .put("high_freq_factor", 4.0)
                .put("original_max_position_embeddings", 8192)
                .put("rope_type", "llama3");
        ModelConfig classic =
                read(json -> values.accept(json.put("rope_theta", 500000.0).putObject("rope_scaling")));
        assertThat(ropes(classic)).containsOnly(new Rope(500000.0, scaling));
        ModelConfig newer = read(json -> {
            ObjectNode parameters = json.putObject("rope_parameters");
            values.accept(parameters.put("rope_theta", 500000.0));
        });
        assertThat(ropes(newer)).containsOnly(new Rope(500000.0, scaling));
    }

    @Test
    void aKeyThatTheArchitectureDoesNotKnowMeansNothing() {
        ModelConfig config = read(json -> json.put("sliding_window", 4)
                .put("attn_logit_softcapping", 50.0)
                .put("query_pre_attn_scalar", 3));
        assertThat(config.positions()).allMatch(each -> each.window() == AttentionShape.EVERYTHING);
        assertThat(config.attention().softCap()).isEqualTo(AttentionShape.UNCAPPED);
        assertThat(config.attention().scale()).isEqualTo(1 / Math.sqrt(8));
    }

    @Test
    void aWindowOfMistralIsEveryLayersAndMayBeNull() {
        Consumer<ObjectNode> mistral = json ->
                json.put("num_attention_heads", 16).putArray("architectures").add("MistralForCausalLM");
        assertThat(read(mistral.andThen(json -> json.put("sliding_window", 16))).positions())
                .allMatch(each -> each.window() == 16);
        assertThat(read(mistral.andThen(json -> json.putNull("sliding_window"))).positions())
                .allMatch(each -> each.window() == AttentionShape.EVERYTHING);
        assertThat(read(mistral).attention().keyValueHeads()).isEqualTo(8);
        assertThat(read(mistral).positions()).allMatch(each -> each.window() == 4096);
    }

    @Test
    void qwensWindowsAreThoseOfTheUpperLayersWhereTheyAreUsed() {
        Consumer<ObjectNode> qwen = json -> {
            json.putArray("architectures").add("Qwen2ForCausalLM");
            json.put("sliding_window", 16).put("max_window_layers", 1).put("num_key_value_heads", 4);
        };
        assertThat(read(qwen).positions()).allMatch(each -> each.window() == AttentionShape.EVERYTHING);
        assertThat(read(qwen.andThen(json -> json.put("use_sliding_window", true)))
                        .positions())
                .extracting(Positions::window)
                .containsExactly(AttentionShape.EVERYTHING, 16);
    }

    @Test
    void everyFourthLayerOfSmolLm3IsNotTurned() {
        Consumer<ObjectNode> smol = json -> {
            json.putArray("architectures").add("SmolLM3ForCausalLM");
            json.put("num_hidden_layers", 5);
        };
        assertThat(read(smol).positions())
                .extracting(each -> each.rope().isPresent())
                .containsExactly(true, true, true, false, true);
        assertThat(read(smol).tiedHead()).isTrue();
        assertThat(read(smol.andThen(json -> json.putArray("no_rope_layers")
                                .add(0)
                                .add(1)
                                .add(1)
                                .add(1)
                                .add(0)))
                        .positions())
                .extracting(each -> each.rope().isPresent())
                .containsExactly(false, true, true, true, false);
    }

    @Test
    void ofAModelOfTextAndImagesTheTextIsRead() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.putArray("architectures").add("Gemma3ForConditionalGeneration");
        json.put("model_type", "gemma3").put("torch_dtype", "bfloat16");
        json.putArray("eos_token_id").add(1).add(106);
        ObjectNode text = json.putObject("text_config");
        text.put("hidden_size", 2560).put("intermediate_size", 10240).put("num_hidden_layers", 34);
        text.put("model_type", "gemma3_text").put("sliding_window", 1024);
        text.putObject("rope_scaling").put("factor", 8.0).put("rope_type", "linear");
        Json.write(dir.resolve("config.json"), json);
        ModelConfig config = ModelConfig.read(dir);
        assertThat(config.architecture()).isEqualTo(Architecture.GEMMA3);
        assertThat(config.vocabularySize()).isEqualTo(262208);
        assertThat(config.attention()).isEqualTo(new Attention(8, 4, 256, 1 / 16.0, AttentionShape.UNCAPPED, false));
        assertThat(config.positions().get(4)).isEqualTo(new Positions(1024, Optional.of(PLAIN)));
        assertThat(config.positions().get(5))
                .isEqualTo(new Positions(
                        AttentionShape.EVERYTHING, Optional.of(new Rope(1e6, new RopeScaling.Linear(8)))));
        assertThat(config.tiedHead()).isTrue();
        assertThat(config.endTokens()).containsExactly(1, 106);
    }

    @ParameterizedTest
    @CsvSource({
        "architectures, '[\"MambaForCausalLM\"]', MambaForCausalLM",
        "architectures, '[\"Gemma3nForCausalLM\"]', Gemma3nForCausalLM",
        "rope_scaling, '{\"rope_type\": \"llama3\"}', factor is missing",
        "rope_scaling, '{\"type\": \"dynamic\", \"factor\": 2}', type 'dynamic'",
        "rope_scaling, '{\"type\": \"longrope\"}', type 'longrope'",
        "rope_parameters, '{\"rope_type\": \"yarn\"}', type 'yarn'",
        "rope_parameters, '{\"partial_rotary_factor\": 0.5}', partial_rotary_factor 0.5",
        "partial_rotary_factor, 0.25, partial_rotary_factor 0.25",
        "use_bidirectional_attention, true, use_bidirectional_attention",
        "hidden_act, '\"gelu\"', hidden_act 'gelu'",
        "quantization_config, '{\"bits\": 4}', quantization_config",
        "pretraining_tp, 2, pretraining_tp",
        "vocab_size, null, vocab_size is missing",
        "vocab_size, '\"many\"', vocab_size is not a whole number",
        "hidden_size, 33, hidden_size 33",
        "num_key_value_heads, 3, 4 heads do not share 3",
        "num_hidden_layers, 0, num_hidden_layers 0",
        "tie_word_embeddings, 1, tie_word_embeddings is neither",
    })
    void refusesWhatItWouldComputeWronglyByName(String key, String value, String complaint) {
        JsonNode node =
                Json.parse("{\"value\": " + value + "}", JsonNode.class, "test").get("value");
        assertThatThrownBy(() -> read(json -> json.set(key, node)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("config.json");
    }

    @ParameterizedTest
    @CsvSource({
        "layer_types, '[\"full_attention\", \"chunked_attention\"]', 'chunked_attention'",
        "layer_types, '[\"full_attention\"]', layer_types has 1 entries for 2 layers",
        "sliding_window, null, sliding_window is missing",
        "hidden_activation, '\"gelu\"', hidden_activation 'gelu'",
        "final_logit_softcapping, 0, final_logit_softcapping 0",
        "rope_parameters, '{\"rope_theta\": 1000}', rope_parameters does not tell",
    })
    void refusesABrokenGemmaByName(String key, String value, String complaint) {
        JsonNode node =
                Json.parse("{\"value\": " + value + "}", JsonNode.class, "test").get("value");
        assertThatThrownBy(() -> read(json -> {
                    json.putArray("architectures").add("Gemma3ForCausalLM");
                    json.set(key, node);
                }))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("config.json");
    }

    @Test
    void readsWhatItWrites() {
        ModelConfig config =
                ModelConfig.llama(300, 48, 96, 3, 6, 2, 256).withTokens(OptionalInt.empty(), List.of(5, 3));
        config.write(dir);
        assertSame(ModelConfig.read(dir), config);
        ModelConfig untied = config.withTiedHead(false).withTokens(OptionalInt.of(1), List.of(3));
        untied.write(dir, "bfloat16");
        assertSame(ModelConfig.read(dir), untied);
        assertThat(untied.tiedHead()).isFalse();
        assertThat(untied.endTokens()).containsExactly(3);
        assertThat(Json.read(dir.resolve("config.json"), JsonNode.class)
                        .get("torch_dtype")
                        .asText())
                .isEqualTo("bfloat16");
    }

    private static void assertSame(ModelConfig found, ModelConfig expected) {
        assertThat(found).usingRecursiveComparison().ignoringFields("files").isEqualTo(expected);
    }

    @Test
    void keysThatMeanNothingHereAreWrittenAgain() {
        ObjectNode generation = Json.mapper().createObjectNode();
        generation.put("temperature", 0.7).putArray("eos_token_id").add(2).add(9);
        Json.write(dir.resolve("generation_config.json"), generation);
        ModelConfig config = read(json -> {
            json.put("initializer_range", 0.03).put("dtype", "bfloat16").put("pad_token_id", 0);
            json.putObject("rope_parameters").put("rope_theta", 500000.0).put("rope_type", "default");
        });
        config.withTiedHead(true).write(dir, "float16");
        JsonNode written = Json.readTree(dir.resolve("config.json"));
        assertThat(written.get("initializer_range").asDouble()).isEqualTo(0.03);
        assertThat(written.get("dtype").asText()).isEqualTo("float16");
        assertThat(written.has("torch_dtype")).isFalse();
        assertThat(written.path("rope_parameters").path("rope_theta").asDouble())
                .isEqualTo(500000.0);
        assertThat(written.get("tie_word_embeddings").asBoolean()).isTrue();
        JsonNode generated = Json.readTree(dir.resolve("generation_config.json"));
        assertThat(generated.get("temperature").asDouble()).isEqualTo(0.7);
        assertThat(generated.get("eos_token_id")).hasSize(2);
        assertThat(generated.get("bos_token_id").asInt()).isEqualTo(1);
    }
}
