package org.dasllm.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    @TempDir
    Path dir;

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
        assertThat(config)
                .isEqualTo(new ModelConfig(
                        Architecture.LLAMA,
                        512,
                        64,
                        172,
                        5,
                        8,
                        4,
                        8,
                        512,
                        1e-5,
                        10000.0,
                        true,
                        false,
                        false,
                        OptionalInt.of(1),
                        List.of(2)));
    }

    @Test
    void whatIsAbsentHasTheDefaultsOfTransformers() {
        ModelConfig config = read(json -> json.remove(List.of("rms_norm_eps", "bos_token_id")));
        assertThat(config.keyValueHeads()).isEqualTo(4);
        assertThat(config.headSize()).isEqualTo(8);
        assertThat(config.ropeTheta()).isEqualTo(10000.0);
        assertThat(config.normEpsilon()).isEqualTo(1e-6);
        assertThat(config.tiedHead()).isFalse();
        assertThat(config.attentionBias()).isFalse();
        assertThat(config.feedForwardBias()).isFalse();
        assertThat(config.bos()).isEmpty();
        assertThat(config.endTokens()).containsExactly(2);
    }

    @Test
    void nullCountsAsAbsent() {
        ModelConfig config = read(json -> json.putNull("rope_scaling")
                .putNull("num_key_value_heads")
                .putNull("head_dim")
                .putNull("bos_token_id"));
        assertThat(config.keyValueHeads()).isEqualTo(4);
        assertThat(config.headSize()).isEqualTo(8);
    }

    @Test
    void theHeadSizeAndTheNewerRopeKeysCount() {
        ModelConfig config = read(json -> {
            json.put("head_dim", 16).put("num_key_value_heads", 2).put("tie_word_embeddings", true);
            json.putObject("rope_parameters").put("rope_theta", 500000.0).put("rope_type", "default");
        });
        assertThat(config.headSize()).isEqualTo(16);
        assertThat(config.keyValueHeads()).isEqualTo(2);
        assertThat(config.ropeTheta()).isEqualTo(500000.0);
        assertThat(config.tiedHead()).isTrue();
    }

    @Test
    void theGenerationConfigurationNamesTheEndTokens() {
        ObjectNode generation = Json.mapper().createObjectNode();
        generation.putArray("eos_token_id").add(9).add(7);
        Json.write(dir.resolve("generation_config.json"), generation);
        assertThat(read(json -> {}).endTokens()).containsExactly(7, 9);
    }

    @ParameterizedTest
    @CsvSource({
        "architectures, '[\"MambaForCausalLM\"]', MambaForCausalLM",
        "rope_scaling, '{\"rope_type\": \"llama3\"}', rope_scaling of type 'llama3'",
        "rope_scaling, '{\"type\": \"linear\"}', rope_scaling of type 'linear'",
        "rope_parameters, '{\"rope_type\": \"yarn\"}', rope_parameters of type 'yarn'",
        "hidden_act, '\"gelu\"', hidden_act 'gelu'",
        "quantization_config, '{\"bits\": 4}', quantization_config",
        "pretraining_tp, 2, pretraining_tp",
        "vocab_size, null, vocab_size is missing",
        "vocab_size, '\"many\"', vocab_size is not a whole number",
        "hidden_size, 33, hidden_size 33",
        "num_key_value_heads, 3, 4 heads do not share 3",
        "num_hidden_layers, 0, layers 0",
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

    @Test
    void readsWhatItWrites() {
        ModelConfig config = ModelConfig.llama(300, 48, 96, 3, 6, 2, 256)
                .withTokens(OptionalInt.empty(), List.of(5, 3))
                .withBias(true, false);
        config.write(dir);
        assertThat(ModelConfig.read(dir)).isEqualTo(config);
        ModelConfig untied = config.withTiedHead(false).withTokens(OptionalInt.of(1), List.of(3));
        untied.write(dir, "bfloat16");
        assertThat(ModelConfig.read(dir)).isEqualTo(untied);
        assertThat(Json.read(dir.resolve("config.json"), JsonNode.class)
                        .get("torch_dtype")
                        .asText())
                .isEqualTo("bfloat16");
    }
}
