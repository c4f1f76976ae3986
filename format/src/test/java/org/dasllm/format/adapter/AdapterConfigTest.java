package org.dasllm.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterConfigTest {
    @TempDir
    Path dir;

    @Test
    void readsBackWhatItWroteAndKeepsThePatternsOrder() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("q_proj", 4);
        ranks.put("layers.0.self_attn.q_proj", 2);
        AdapterConfig config = new AdapterConfig(
                "base",
                16,
                32,
                0.05,
                ModuleSelection.named(List.of("q_proj", "down_proj")),
                null,
                true,
                false,
                ranks,
                Map.of("down_proj", 2.5));
        config.write(dir);
        AdapterConfig read = AdapterConfig.read(dir);
        assertThat(read).isEqualTo(config);
        assertThat(read.rankPattern().keySet()).containsExactly("q_proj", "layers.0.self_attn.q_proj");
    }

    @Test
    void writesTheClassicFieldsOfPeft() throws Exception {
        plain(new ModuleSelection.AllLinear(), null).write(dir);
        String json = Files.readString(dir.resolve(AdapterConfig.FILE));
        assertThat(json)
                .contains(
                        "\"base_model_name_or_path\" : null",
                        "\"bias\" : \"none\"",
                        "\"fan_in_fan_out\" : false",
                        "\"inference_mode\" : true",
                        "\"init_lora_weights\" : true",
                        "\"lora_alpha\" : 16,",
                        "\"modules_to_save\" : null",
                        "\"peft_type\" : \"LORA\"",
                        "\"r\" : 8,",
                        "\"target_modules\" : \"all-linear\"",
                        "\"task_type\" : \"CAUSAL_LM\"",
                        "\"use_dora\" : false",
                        "\"use_rslora\" : false");
    }

    static Stream<Arguments> selections() {
        ModuleSelection some = ModuleSelection.named(List.of("q_proj", "v_proj"));
        return Stream.of(
                Arguments.of(some, null),
                Arguments.of(some, ModuleSelection.named(List.of("layers.0.self_attn.q_proj"))),
                Arguments.of(some, new ModuleSelection.Matching("model\\.layers\\.0\\..*")),
                Arguments.of(new ModuleSelection.Named(List.of("q_proj"), List.of(1, 3), List.of()), null),
                Arguments.of(new ModuleSelection.Named(List.of("q_proj"), List.of(1), List.of("h", "layers")), null),
                Arguments.of(new ModuleSelection.Matching(".*\\.(q|v)_proj"), null),
                Arguments.of(new ModuleSelection.AllLinear(), null));
    }

    @ParameterizedTest
    @MethodSource("selections")
    void everySelectionIsReadBackAsItWasWritten(ModuleSelection targets, @Nullable ModuleSelection excluded) {
        AdapterConfig config = plain(targets, excluded);
        config.write(dir);
        assertThat(AdapterConfig.read(dir)).isEqualTo(config);
        assertThat(config.adapts("model.layers.1.self_attn.q_proj")).isTrue();
        assertThat(config.adapts("model.layers.0.self_attn.q_proj"))
                .isEqualTo(excluded == null
                        && !(targets instanceof ModuleSelection.Named named
                                && !named.layers().isEmpty()));
        assertThat(config.adapts("lm_head")).isFalse();
    }

    private static AdapterConfig plain(ModuleSelection targets, @Nullable ModuleSelection excluded) {
        return new AdapterConfig(null, 8, 16, 0, targets, excluded, false, false, Map.of(), Map.of());
    }

    @Test
    void unknownKeysArePassedOverAndAbsentOnesArePeftsDefaults() throws Exception {
        write("{\"peft_type\":\"LORA\",\"revision\":null,\"corda_config\":null,\"eva_config\":null,"
                + "\"peft_version\":\"0.21\",\"target_modules\":[\"q_proj\"],\"layers_pattern\":null}");
        AdapterConfig config = AdapterConfig.read(dir);
        assertThat(config.rank()).isEqualTo(8);
        assertThat(config.alpha()).isEqualTo(8);
        assertThat(config.targetModules()).isEqualTo(ModuleSelection.named(List.of("q_proj")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"peft_type\":\"IA3\"",
                "\"bias\":\"all\"",
                "\"fan_in_fan_out\":true",
                "\"modules_to_save\":[\"lm_head\"]",
                "\"lora_bias\":true",
                "\"layer_replication\":[[0,4]]",
                "\"ensure_weight_tying\":true",
                "\"target_parameters\":[\"experts.down_proj\"]",
                "\"use_qalora\":true",
                "\"use_something_of_tomorrow\":true",
                "\"use_bdlora\":{\"nblocks\":2}",
                "\"task_type\":\"SEQ_CLS\"",
                "\"init_lora_weights\":\"pissa_niter_4\"",
                "\"target_modules\":[1]",
                "\"target_modules\":\"(q_proj\"",
                "\"target_modules\":\".*q_proj\",\"layers_to_transform\":[1]",
                "\"layers_to_transform\":[\"one\"]",
                "\"rank_pattern\":{\"q(\":8}",
                "\"alpha_pattern\":{\"q\":0}",
                "\"r\":0",
                "\"r\":\"8\"",
                "\"rank_pattern\":{\"q\":\"8\"}",
                "\"lora_dropout\":1"
            })
    void whatWouldChangeTheResultIsRefused(String field) throws Exception {
        write("{" + field + "}");
        assertThatThrownBy(() -> AdapterConfig.read(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(dir.resolve(AdapterConfig.FILE) + " cannot be used: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void scalesByAlphaOverRankAndByPatterns() {
        AdapterConfig plain = new AdapterConfig(
                null,
                8,
                16,
                0,
                ModuleSelection.named(List.of("q_proj")),
                null,
                false,
                false,
                Map.of("layers.1.self_attn.q_proj", 4),
                Map.of("v_proj", 1.0));
        assertThat(plain.scale("model.layers.0.self_attn.q_proj")).isEqualTo(2);
        assertThat(plain.scale("model.layers.1.self_attn.q_proj")).isEqualTo(4);
        assertThat(plain.scale("model.layers.11.self_attn.q_proj")).isEqualTo(2);
        assertThat(plain.scale("model.layers.0.self_attn.v_proj")).isEqualTo(0.125);
        AdapterConfig stable = new AdapterConfig(
                null, 9, 6, 0, ModuleSelection.named(List.of("q_proj")), null, true, false, Map.of(), Map.of());
        assertThat(stable.scale("model.layers.0.self_attn.q_proj")).isCloseTo(2, Offset.offset(1e-12));
    }

    private void write(String json) throws IOException {
        Files.writeString(dir.resolve(AdapterConfig.FILE), json);
    }
}
