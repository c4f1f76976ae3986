package org.dasllm.eval.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

class EvaluateConfigTest {
    @Test
    void everyKeyAndItsDefaultIsThis() {
        EvaluateConfig config = ConfigBinder.bind(ConfigSource.json("""
                {}""", "the test"), EvaluateConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"primary":"exact","secondary":[],"margin":0.05,"alpha":0.025,"slices":[],"minimum_slice_size":30,\
                "group_clustered":true,"endpoints":[],"procedure":"fixed_sequence",\
                "tolerance":{"absolute":0.0,"relative":0.0,"days":0},"greatest_error":0.05,"report":{"mask":true}}""");
    }

    @Test
    void allErrorsAreReportedTogether() {
        assertThatThrownBy(() -> new EvaluateConfig(
                        "accuracy", List.of("field:", "exact", "exact"), 1.5, 0, List.of("a", "a"), 0, true))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("'primary' is exact, field:<name> or a graded metric, not 'accuracy'")
                .hasMessageContaining("'secondary' is exact, field:<name> or a graded metric, not 'field:'")
                .hasMessageContaining("'secondary' has 'exact' twice")
                .hasMessageContaining("'margin' is between 0 and 1, not 1.5")
                .hasMessageContaining("'alpha' is between 0 and 0.5, not 0.0")
                .hasMessageContaining("'minimum_slice_size' is at least 1, not 0")
                .hasMessageContaining("'slices' has an attribute twice");
    }
}
