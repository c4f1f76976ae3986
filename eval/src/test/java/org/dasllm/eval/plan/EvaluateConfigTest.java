package org.dasllm.eval.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.Test;

class EvaluateConfigTest {
    @Test
    void allErrorsAreReportedTogether() {
        assertThatThrownBy(() -> new EvaluateConfig(
                        "accuracy", List.of("field:", "exact", "exact"), 1.5, 0, List.of("a", "a"), 0, true))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("primary: 'accuracy'")
                .hasMessageContaining("secondary: 'field:'")
                .hasMessageContaining("'exact' is there twice")
                .hasMessageContaining("margin: 1.5")
                .hasMessageContaining("alpha: 0.0")
                .hasMessageContaining("minimumSliceSize: 0")
                .hasMessageContaining("slices: an attribute is there twice");
    }
}
