package org.dasllm.model.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;

class LoraSpecTest {
    private static LoraSpec spec(String... targets) {
        return new LoraSpec(8, 16, Set.of(targets), 1);
    }

    @Test
    void targetsAreWholePartsOfNamesFromTheEnd() {
        assertThat(spec("q_proj").matches("model.layers.3.self_attn.q_proj")).isTrue();
        assertThat(spec("3.self_attn.q_proj").matches("model.layers.3.self_attn.q_proj"))
                .isTrue();
        assertThat(spec("3.self_attn.q_proj").matches("model.layers.13.self_attn.q_proj"))
                .isFalse();
        assertThat(spec("proj").matches("model.layers.3.self_attn.q_proj")).isFalse();
        assertThat(spec("lm_head").matches("lm_head")).isTrue();
        assertThat(spec("all-linear").matches("lm_head")).isFalse();
        assertThat(spec("all-linear").matches("model.layers.0.mlp.up_proj")).isTrue();
        assertThat(spec("k_proj", "v_proj").scale()).isEqualTo(2f);
    }

    @Test
    void senselessSpecsAreRefused() {
        assertThatThrownBy(() -> new LoraSpec(0, 1, Set.of("q_proj"), 0)).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new LoraSpec(1, 0, Set.of("q_proj"), 0)).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new LoraSpec(1, 1, Set.of(), 0)).isInstanceOf(DasllmException.class);
    }
}
