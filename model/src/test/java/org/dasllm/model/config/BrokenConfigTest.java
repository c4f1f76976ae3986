package org.dasllm.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of config.json with values of another kind than theirs are refused by name: nothing is taken for absent. */
class BrokenConfigTest {

    @TempDir
    Path dir;

    private ModelConfig read(String architecture, String key, String value) {
        ObjectNode json = Json.parse("""
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 320, "hidden_size": 32,
                 "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                 "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "hidden_act": "silu"}""", ObjectNode.class, "test");
        json.putArray("architectures").add(architecture);
        json.put(key, "@");
        try {
            Files.writeString(dir.resolve("config.json"), json.toString().replace("\"@\"", value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelConfig.read(dir);
    }

    private void assertRefused(String architecture, String key, String value, String complaint) {
        assertThatThrownBy(() -> read(architecture, key, value))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageStartingWith(dir.resolve("config.json").toString())
                .hasMessageContaining(complaint)
                .hasMessageNotContainingAny("jackson", "Node", "java.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rope_scaling | \"linear\" | rope_scaling is not an object: \"linear\"",
                "rope_scaling | 8.0 | rope_scaling is not an object: 8.0",
                "rope_scaling | [\"linear\", 8] | rope_scaling is not an object",
                "rope_scaling | true | rope_scaling is not an object",
                "rope_scaling | {\"factor\": 8.0} | has no rope_type",
                "rope_scaling | {\"type\": \"linear\"} | factor is missing",
                "rope_scaling | {\"type\": \"linear\", \"factor\": \"8\"} | factor is not a number: \"8\"",
                "rope_scaling | {\"type\": \"linear\", \"factor\": 0} | factor 0 must be above 0",
                "rope_scaling | {\"type\": \"linear\", \"factor\": -2.0} | factor -2 must be above 0",
                "rope_scaling | {\"type\": \"linear\", \"factor\": 1e999} | factor is too large a number",
                "rope_scaling | {\"type\": 3, \"factor\": 2} | type is not a text: 3",
                "rope_scaling | {\"type\": \"Linear\", \"factor\": 2} | rotary scaling of type 'Linear' is not supported",
                "rope_scaling | {\"rope_type\": \"yarn\", \"factor\": 2} | rotary scaling of type 'yarn' is not supported",
                "rope_scaling | {\"rope_type\": {\"a\": 1}} | rope_type is not a text",
                "rope_parameters | \"default\" | rope_parameters is not an object",
                "rope_parameters | [] | rope_parameters is not an object",
                "rope_parameters | {\"rope_theta\": \"10000\"} | rope_theta is not a number",
                "rope_parameters | {\"rope_theta\": 0} | rope_theta 0 must be above 0",
                "rope_parameters | {\"rope_type\": \"proportional\"} | type 'proportional'",
                "rope_parameters | {\"factor\": 4} | has no rope_type",
                "rope_parameters | {\"sliding_attention\": {\"rope_theta\": 1000}} | nothing for layers of type full_attention",
                "rope_parameters | {\"full_attention\": \"linear\"} | full_attention is not an object",
                "rope_parameters | {\"full_attention\": {\"rope_type\": \"dynamic\"}} | type 'dynamic'",
                "rope_theta | \"1e4\" | rope_theta is not a number",
                "rope_theta | -1 | rope_theta -1 must be above 0",
                "partial_rotary_factor | \"half\" | partial_rotary_factor is not a number",
                "num_attention_heads | 4.5 | num_attention_heads is not a whole number: 4.5",
                "num_attention_heads | 4.0 | num_attention_heads is not a whole number: 4.0",
                "num_attention_heads | \"4\" | num_attention_heads is not a whole number",
                "num_attention_heads | [4] | num_attention_heads is not a whole number",
                "num_attention_heads | 0 | num_attention_heads 0",
                "num_attention_heads | -4 | num_attention_heads -4",
                "num_attention_heads | null | num_attention_heads is missing",
                "num_key_value_heads | 0 | num_key_value_heads 0 must be above 0",
                "num_key_value_heads | 8 | 4 heads do not share 8",
                "num_key_value_heads | {} | num_key_value_heads is not a whole number",
                "head_dim | 7 | head size of 7 is odd",
                "head_dim | -8 | head_dim -8",
                "head_dim | \"8\" | head_dim is not a whole number",
                "num_hidden_layers | 2000000000 | num_hidden_layers 2000000000 is above",
                "num_hidden_layers | -1 | num_hidden_layers 0 must be above 0",
                "hidden_size | 1e10 | hidden_size is not a whole number",
                "hidden_size | 99999999999 | hidden_size is not a whole number",
                "intermediate_size | 0 | intermediate_size 0",
                "max_position_embeddings | -64 | max_position_embeddings -64",
                "vocab_size | 0 | vocab_size 0",
                "rms_norm_eps | \"1e-5\" | rms_norm_eps is not a number",
                "rms_norm_eps | 0 | rms_norm_eps 0",
                "rms_norm_eps | null | rms_norm_eps is missing",
                "hidden_act | [\"silu\"] | hidden_act is not a text",
                "hidden_act | null | hidden_act is missing",
                "hidden_act | \"SiLU\" | hidden_act 'SiLU' is not supported",
                "tie_word_embeddings | \"true\" | tie_word_embeddings is neither true nor false",
                "attention_bias | 1 | attention_bias is neither true nor false",
                "eos_token_id | \"2\" | eos_token_id is not a token's number: \"2\"",
                "eos_token_id | 2.0 | eos_token_id is not a token's number",
                "eos_token_id | [2, null] | eos_token_id is not a token's number",
                "eos_token_id | {\"id\": 2} | eos_token_id is not a token's number",
                "eos_token_id | 320 | eos_token_id 320 is outside the vocabulary of 320",
                "eos_token_id | [2, -1] | eos_token_id -1 is outside the vocabulary of 320",
                "bos_token_id | true | bos_token_id is not a token's number",
                "bos_token_id | 400 | bos_token_id 400 is outside",
                "quantization_config | \"int8\" | quantization_config",
                "pretraining_tp | \"2\" | pretraining_tp is not a whole number",
                "architectures | [5] | names the architecture '5'",
            })
    void ofALlama(String key, String value, String complaint) {
        assertRefused("LlamaForCausalLM", key, value, complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Gemma3ForCausalLM | layer_types | \"full_attention\" | layer_types is not a list",
                "Gemma3ForCausalLM | layer_types | [1, 2] | a layer of type '1' is not supported",
                "Gemma3ForCausalLM | layer_types | [null, null] | a layer of type 'null'",
                "Gemma3ForCausalLM | sliding_window_pattern | 0 | sliding_window_pattern 0 must be above 0",
                "Gemma3ForCausalLM | sliding_window_pattern | [1] | sliding_window_pattern is not a whole number",
                "Gemma3ForCausalLM | sliding_window | -1 | sliding_window -1 must be above 0",
                "Gemma3ForCausalLM | query_pre_attn_scalar | 0 | query_pre_attn_scalar 0 must be above 0",
                "Gemma3ForCausalLM | query_pre_attn_scalar | -256 | query_pre_attn_scalar -256 must be above 0",
                "Gemma3ForCausalLM | hidden_activation | null | hidden_activation is missing",
                "Gemma3ForCausalLM | rope_local_base_freq | \"1e4\" | rope_local_base_freq is not a number",
                "Gemma3ForCausalLM | rope_parameters | {\"sliding_attention\": {\"rope_type\": \"yarn\"}} | type 'yarn'",
                "Gemma3ForCausalLM | rope_parameters | {\"sliding_attention\": []} | sliding_attention is not an object",
                "Gemma2ForCausalLM | attn_logit_softcapping | \"50\" | attn_logit_softcapping is not a number",
                "Gemma2ForCausalLM | final_logit_softcapping | -30 | final_logit_softcapping -30",
                "Gemma2ForCausalLM | rope_scaling | \"linear\" | rope_scaling is not an object",
                "MistralForCausalLM | sliding_window | 0 | sliding_window 0 must be above 0",
                "MistralForCausalLM | sliding_window | \"4096\" | sliding_window is not a whole number",
                "Qwen2ForCausalLM | use_sliding_window | \"false\" | use_sliding_window is neither true nor false",
                "SmolLM3ForCausalLM | no_rope_layers | \"0101\" | no_rope_layers is not a list",
                "SmolLM3ForCausalLM | no_rope_layers | [true, \"x\"] | neither 0 nor 1",
                "SmolLM3ForCausalLM | no_rope_layers | [2, 1] | neither 0 nor 1",
                "SmolLM3ForCausalLM | no_rope_layer_interval | 0 | no_rope_layer_interval 0 must be above 0",
            })
    void ofOtherFamilies(String architecture, String key, String value, String complaint) {
        assertRefused(architecture, key, value, complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"llama\"", "null", "{}", "", "{\"architectures\": []}", "{\"model_type\": null}"})
    void ofNoModelAtAll(String text) throws IOException {
        Files.writeString(dir.resolve("config.json"), text);
        assertThatThrownBy(() -> ModelConfig.read(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("config.json")
                .hasMessageNotContainingAny("jackson", "Node", "java.");
    }

    @Test
    void theGenerationConfigurationToo() throws IOException {
        for (String value : new String[] {"\"2\"", "[2, \"3\"]", "320", "-1", "{}"}) {
            Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": " + value + "}");
            assertThatThrownBy(() -> read("LlamaForCausalLM", "mlp_bias", "false"))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("generation_config.json: eos_token_id");
        }
    }

    @Test
    void nothingReadsThePaddingToken() {
        assertThat(read("LlamaForCausalLM", "pad_token_id", "-1").endTokens()).isEmpty();
        assertThat(read("LlamaForCausalLM", "pad_token_id", "320").endTokens()).isEmpty();
    }

    @Test
    void nullIsAbsentWhereAKeyHasADefault() {
        for (String key : new String[] {"rope_scaling", "rope_parameters", "head_dim", "eos_token_id", "mlp_bias"}) {
            assertThat(read("LlamaForCausalLM", key, "null").layers()).isEqualTo(2);
        }
        assertThat(read("LlamaForCausalLM", "rope_scaling", "{}").layers()).isEqualTo(2);
    }
}
