package org.dasllm.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleSelectionTest {
    private static final String Q = "model.layers.3.self_attn.q_proj";

    @Test
    void namesAreWholePartsFromTheEnd() {
        assertThat(ModuleSelection.named(List.of("q_proj")).matches(Q)).isTrue();
        assertThat(ModuleSelection.named(List.of("3.self_attn.q_proj")).matches(Q))
                .isTrue();
        assertThat(ModuleSelection.named(List.of("3.self_attn.q_proj")).matches("model.layers.13.self_attn.q_proj"))
                .isFalse();
        assertThat(ModuleSelection.named(List.of("proj")).matches(Q)).isFalse();
        assertThat(ModuleSelection.named(List.of("self_attn")).matches(Q)).isFalse();
        assertThat(ModuleSelection.named(List.of(Q)).matches(Q)).isTrue();
        assertThat(ModuleSelection.named(List.of()).matches(Q)).isFalse();
    }

    @Test
    void anExpressionMatchesTheWholeName() {
        assertThat(new ModuleSelection.Matching(".*\\.(q|k)_proj").matches(Q)).isTrue();
        assertThat(new ModuleSelection.Matching("q_proj").matches(Q)).isFalse();
        assertThat(new ModuleSelection.Matching("model\\.layers\\.3").matches(Q))
                .isFalse();
        assertThatThrownBy(() -> new ModuleSelection.Matching("(q"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'(q' is no regular expression")
                .hasMessageNotContaining("\n");
    }

    @Test
    void layersAreTheFirstNumberInTheName() {
        String expert = "model.layers.1.mlp.experts.0.up_proj";
        assertThat(named(List.of(1), List.of()).matches(expert)).isTrue();
        assertThat(named(List.of(0), List.of()).matches(expert)).isFalse();
        assertThat(named(List.of(0), List.of("experts")).matches(expert)).isTrue();
        assertThat(named(List.of(1), List.of("h", "layers")).matches(expert)).isTrue();
        assertThat(named(List.of(1), List.of("h")).matches(expert)).isFalse();
        assertThat(named(List.of(1), List.of()).matches("up_proj")).isTrue();
        assertThat(named(List.of(1), List.of()).matches("mlp.up_proj")).isFalse();
    }

    private static ModuleSelection named(List<Integer> layers, List<String> patterns) {
        return new ModuleSelection.Named(List.of("up_proj"), layers, patterns);
    }

    @Test
    void allLinearLeavesOutTheHead() {
        assertThat(new ModuleSelection.AllLinear().matches("lm_head")).isFalse();
        assertThat(new ModuleSelection.AllLinear().matches(Q)).isTrue();
    }
}
