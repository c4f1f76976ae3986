package org.dasllm.model.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.adapter.ModuleSelection;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec.Role;
import org.junit.jupiter.api.Test;

class LoraSpecTest {
    private static LoraSpec spec(String... targets) {
        return new LoraSpec(8, 16, Set.of(targets), 1);
    }

    private static LoraSpec spec(Set<String> targets, Set<String> excluded) {
        return new LoraSpec(8, 16, true, true, 0.1, targets, excluded, Map.of(), Map.of(), 1);
    }

    private static LoraSpec spec(Map<String, Integer> ranks, Map<String, Double> alphas) {
        return new LoraSpec(8, 16, false, false, 0, Set.of(LoraSpec.ALL_LINEAR), Set.of(), ranks, alphas, 1);
    }

    private static List<LinearSpec> linears() {
        List<LinearSpec> linears = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            for (String name : List.of("self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj")) {
                linears.add(LinearSpec.of("model.layers." + layer + "." + name, 4, 4, Role.PROJECTION, false));
            }
        }
        linears.add(LinearSpec.of("lm_head", 9, 4, Role.HEAD, false));
        return linears;
    }

    private static List<String> names(LoraSpec spec) {
        return spec.config("base", linears()).targetModules() instanceof ModuleSelection.Named named
                ? named.names()
                : List.of();
    }

    @Test
    void targetsAreNamesExpressionsOrAllLinear() {
        assertThat(spec("q_proj").matches("model.layers.3.self_attn.q_proj")).isTrue();
        assertThat(spec("3.self_attn.q_proj").matches("model.layers.3.self_attn.q_proj"))
                .isTrue();
        assertThat(spec("3.self_attn.q_proj").matches("model.layers.13.self_attn.q_proj"))
                .isFalse();
        assertThat(spec("proj").matches("model.layers.3.self_attn.q_proj")).isFalse();
        assertThat(spec(".*proj").matches("model.layers.3.self_attn.q_proj")).isTrue();
        assertThat(spec("(q|v)_proj").matches("model.layers.3.self_attn.q_proj"))
                .isFalse();
        assertThat(spec("lm_head").matches("lm_head")).isTrue();
        assertThat(spec("all-linear").matches("lm_head")).isFalse();
        assertThat(spec("all-linear", "lm_head").matches("lm_head")).isTrue();
        assertThat(spec("all-linear").matches("model.layers.0.mlp.up_proj")).isTrue();
        assertThat(spec(Set.of("all-linear"), Set.of("up_proj")).matches("model.layers.0.mlp.up_proj"))
                .isFalse();
    }

    @Test
    void theFileNamesWhatAnyReaderUnderstands() {
        assertThat(names(spec("v_proj", "q_proj"))).containsExactly("q_proj", "v_proj");
        assertThat(names(spec("0.mlp.up_proj"))).containsExactly("0.mlp.up_proj");
        assertThat(names(spec("all-linear"))).containsExactly("q_proj", "up_proj", "v_proj");
        assertThat(names(spec("all-linear", "lm_head"))).containsExactly("lm_head", "q_proj", "up_proj", "v_proj");
        assertThat(names(spec(".*_proj"))).containsExactly("q_proj", "up_proj", "v_proj");
        assertThat(names(spec("model\\.layers\\.1\\..*")))
                .containsExactly(
                        "model.layers.1.self_attn.q_proj",
                        "model.layers.1.self_attn.v_proj",
                        "model.layers.1.mlp.up_proj");
        assertThat(names(spec(Set.of("all-linear"), Set.of("up_proj")))).containsExactly("q_proj", "v_proj");
        assertThat(names(spec(Set.of("q_proj"), Set.of(".*\\.0\\..*"))))
                .containsExactly("model.layers.1.self_attn.q_proj");
        AdapterConfig config = spec(Set.of("q_proj"), Set.of()).config(null, linears());
        assertThat(config.rankStabilized()).isTrue();
        assertThat(config.dora()).isTrue();
        assertThat(config.dropout()).isEqualTo(0.1);
        assertThat(config.excludedModules()).isNull();
    }

    @Test
    void whatMatchesNothingIsRefusedByName() {
        assertRefused(() -> spec("q_prj").config(null, linears()), "target module 'q_prj'", "q_proj");
        assertRefused(() -> spec("q_proj", "(v|w)_proj").config(null, linears()), "target module '(v|w)_proj'");
        assertRefused(
                () -> spec(Set.of("q_proj"), Set.of("k_proj")).config(null, linears()), "excluded module 'k_proj'");
        assertRefused(() -> spec(Set.of("q_proj"), Set.of(".*q_proj")).config(null, linears()), "Every target module");
        assertRefused(
                () -> spec(Map.of("up_proj", 2, "k_proj", 3), Map.of()).config(null, linears()),
                "[k_proj] of its rank_pattern");
        assertRefused(
                () -> spec(Map.of(), Map.of("lm_head", 2.0)).config(null, linears()), "[lm_head] of its alpha_pattern");
    }

    @Test
    void senselessSpecsAreRefused() {
        assertRefused(() -> new LoraSpec(0, 1, Set.of("q_proj"), 0), "rank");
        assertRefused(() -> new LoraSpec(1, 0, Set.of("q_proj"), 0), "alpha");
        assertRefused(() -> new LoraSpec(1, 1, Set.of(), 0), "no target modules");
        assertRefused(() -> spec("(q_proj"), "'(q_proj' is no regular expression");
        assertRefused(() -> spec(Map.of("q_proj", 0), Map.of()), "rank");
        assertRefused(() -> spec(Map.of("(q", 2), Map.of()), "'(q' is no regular expression");
        assertRefused(
                () -> new LoraSpec(1, 1, false, false, 1, Set.of("q_proj"), Set.of(), Map.of(), Map.of(), 0),
                "dropout");
    }

    private static void assertRefused(Runnable made, String... parts) {
        assertThatThrownBy(made::run)
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }
}
