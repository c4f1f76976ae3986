package org.dasllm.eval.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;

class PowerPlanTest {
    private static final PowerConfig ASSUMED = new PowerConfig(0.8, 0.1, 0, 0.08, 0.05);

    @Test
    void holmPlansEachClaimAtItsShareOfAlpha() {
        List<Endpoint> endpoints = List.of(new Endpoint("valid_rate", 0.02));
        PowerReport alone = PowerPlan.of(config("exact", List.of(), Procedure.HOLM), ASSUMED, test());
        PowerReport sequence = PowerPlan.of(config("exact", endpoints, Procedure.FIXED_SEQUENCE), ASSUMED, test());
        PowerReport holm = PowerPlan.of(config("exact", endpoints, Procedure.HOLM), ASSUMED, test());
        assertThat(alone.alpha()).isEqualTo(0.025);
        assertThat(sequence.alpha()).isEqualTo(0.025);
        assertThat(holm.alpha()).isCloseTo(0.0125, within(1e-12));
        // (z of 1 − α and of the power)² · 0.1 / 0.05², by scipy.stats.norm: 313.96 and 380.17.
        assertThat(sequence.whole().needed()).isEqualTo(alone.whole().needed()).isEqualTo(314);
        assertThat(holm.whole().needed()).isEqualTo(381);
        assertThat(holm.endpoints()).singleElement().satisfies(claim -> {
            assertThat(claim.metric()).isEqualTo("valid_rate");
            assertThat(claim.part().needed()).isGreaterThan(6 * holm.whole().needed());
            assertThat(holm.labelsToBuy()).isEqualTo(claim.part().toBuy());
        });
    }

    @Test
    void aMetricWithDegreesIsOnlyGuessedAt() {
        assertThat(PowerPlan.of(config("macro_f1", List.of(), Procedure.HOLM), ASSUMED, test())
                        .remarks())
                .anyMatch(remark -> remark.contains("macro_f1 has degrees"));
        assertThat(PowerPlan.of(config("exact", List.of(), Procedure.HOLM), ASSUMED, test())
                        .remarks())
                .noneMatch(remark -> remark.contains("degrees"));
    }

    @Test
    void aClaimThatCannotBeShownIsRefused() {
        PowerConfig loss = new PowerConfig(0.8, 0.1, -0.02, 0.08, 0.05);
        EvaluateConfig config = config("exact", List.of(new Endpoint("valid_rate", 0.01)), Procedure.HOLM);
        assertThatThrownBy(() -> PowerPlan.of(config, loss, test()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is not within the margin of 0.01");
    }

    private static EvaluateConfig config(String primary, List<Endpoint> endpoints, Procedure procedure) {
        return new EvaluateConfig(
                primary,
                List.of(),
                0.05,
                0.025,
                List.of(),
                30,
                true,
                endpoints,
                procedure,
                Tolerance.NONE,
                0.05,
                null,
                ReportConfig.EMPTY);
    }

    private static List<Sample> test() {
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            test.add(new Sample("q" + i, "g" + i, null, List.of(Message.user("q" + i)), "a", "a", Map.of(), null));
        }
        return test;
    }
}
