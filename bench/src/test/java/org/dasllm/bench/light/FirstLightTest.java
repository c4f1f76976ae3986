package org.dasllm.bench.light;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;

/** The program for a card, on a CPU's device, with small layers. */
final class FirstLightTest {
    private static final Path CURVE =
            Path.of(System.getProperty("dasllm.root", ".."), "trainer/src/test/resources/reference/curves/llama");

    private static Map<String, String> options(String device) {
        return Map.of(
                "device", device,
                "precision", "float32",
                "curve", CURVE.toString(),
                "widths", "tiny",
                "tokens", "96",
                "length", "40",
                "repeats", "2",
                "size", "128",
                "contract", "no");
    }

    @Test
    void trainsThePeersCurveAndTimesALayer() {
        Map<String, Object> report = FirstLight.run(options("onednn"));
        assertThat(report).containsEntry("available", true);
        Curve curve = (Curve) report.get("curve_float32");
        assertThat(curve).isNotNull();
        assertThat(curve.losses()).hasSize(100);
        assertThat(curve.worstLoss()).isLessThan(1e-5);
        assertThat(curve.worstGradientNorm()).isLessThan(1e-5);
        List<?> layers = (List<?>) Objects.requireNonNull(report.get("layers"));
        assertThat(layers).hasSize(1);
        LayerTimes times = (LayerTimes) layers.get(0);
        assertThat(times.bestMillis()).isPositive().isLessThanOrEqualTo(times.stepMillis());
    }

    @Test
    void runsTheContract() {
        DeviceProvider reference = Devices.all().stream()
                .filter(provider -> provider.name().equals("reference"))
                .findFirst()
                .orElseThrow();
        ContractRun run = ContractRun.run(reference, Precision.FLOAT32, 1e-12);
        assertThat(run.failures()).isEmpty();
        assertThat(run.passed()).isGreaterThan(250);
    }

    @Test
    void saysWhyThereIsNothingToMeasure() {
        boolean card = Devices.all().stream()
                .anyMatch(
                        each -> each.name().equals("cuda") && each.unavailable().isEmpty());
        assumeTrue(!card, "a card can be used here");
        Map<String, Object> report = FirstLight.run(options("cuda"));
        assertThat(report)
                .containsEntry("available", false)
                .containsKey("reason")
                .doesNotContainKey("layers");
    }
}
