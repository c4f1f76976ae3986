package org.dasllm.eval.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dasllm.eval.reference.Figures;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against SciPy's curve_fit and SLSQP, as {@code tools/reference/learning_curves.py} ran them. */
final class PowerLawFitTest {
    private static JsonNode file() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PowerLawFitTest.class.getResourceAsStream("/reference/learning-curves.json"))) {
            return Json.mapper().readTree(in);
        }
    }

    static List<JsonNode> curves() throws IOException {
        List<JsonNode> curves = new ArrayList<>();
        file().get("curves").forEach(curves::add);
        assertThat(curves).hasSizeGreaterThan(4);
        return curves;
    }

    private static PowerLawFit fit(JsonNode curve) {
        List<double[]> covariance = new ArrayList<>();
        curve.get("covariance").forEach(row -> covariance.add(Figures.numbers(row)));
        return new PowerLawFit(
                Figures.numbers(curve.get("labels")),
                Figures.numbers(curve.get("errors")),
                covariance.toArray(double[][]::new));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void theNearestCurveIsScipys(JsonNode curve) {
        PowerLawFit fit = fit(curve);
        // The distance is what is minimised: ours may be nearer, never farther.
        assertThat(fit.distance())
                .isCloseTo(curve.get("distance").asDouble(), within(1e-6))
                .isLessThan(curve.get("distance").asDouble() + 1e-9);
        assertThat(fit.best().exponent()).isCloseTo(curve.get("exponent").asDouble(), within(2e-4));
        assertThat(fit.best().floor()).isCloseTo(curve.get("floor").asDouble(), within(1e-4));
        assertThat(fit.best().scale()).isCloseTo(curve.get("scale").asDouble(), within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void theEndsOfIntervalsAreThoseOfAConstrainedSearch(JsonNode curve) throws IOException {
        PowerLawFit fit = fit(curve);
        double threshold = file().get("threshold").asDouble();
        double labels = fit.best().reference();
        check(fit.errorAt(2 * labels, threshold), curve.get("error_at_twice"));
        check(fit.gainAt(4 * labels, threshold), curve.get("gain_at_four_times"));
    }

    private static void check(Interval ours, JsonNode theirs) {
        assertThat(ours.lower()).isCloseTo(theirs.get(0).asDouble(), within(2e-5));
        assertThat(ours.upper()).isCloseTo(theirs.get(1).asDouble(), within(2e-5));
    }

    @Test
    void pointsOnACurveGiveThatCurve() {
        PowerLaw truth = new PowerLaw(0.07, 0.11, 0.55, 4000);
        double[] labels = {500, 1000, 2000, 4000};
        double[] errors = new double[4];
        double[][] covariance = new double[4][4];
        for (int i = 0; i < 4; i++) {
            errors[i] = truth.at(labels[i]);
            covariance[i][i] = 1e-4;
        }
        PowerLawFit fit = new PowerLawFit(labels, errors, covariance);
        assertThat(fit.best().floor()).isCloseTo(0.07, within(1e-6));
        assertThat(fit.best().scale()).isCloseTo(0.11, within(1e-6));
        assertThat(fit.best().exponent()).isCloseTo(0.55, within(1e-6));
        assertThat(fit.distance()).isLessThan(1e-12);
        // 0.07 + 0.11 · 2^−0.55 = 0.145133.
        assertThat(fit.best().at(8000)).isCloseTo(0.145133, within(1e-6));
        assertThat(fit.best().gain(8000)).isCloseTo(0.18 - 0.145133, within(1e-6));
        assertThat(fit.errorAt(8000, 3.84).lower()).isLessThan(0.1451);
        assertThat(fit.errorAt(8000, 3.84).upper()).isGreaterThan(0.1452);
    }

    @Test
    void errorsThatRiseGiveAFlatCurve() {
        double[][] covariance = new double[4][4];
        for (int i = 0; i < 4; i++) {
            covariance[i][i] = 1e-4;
        }
        PowerLawFit fit = new PowerLawFit(new double[] {1, 2, 4, 8}, new double[] {0.1, 0.12, 0.13, 0.15}, covariance);
        assertThat(fit.best().gain(16)).isCloseTo(0, within(1e-9));
        assertThat(fit.best().at(16)).isCloseTo(0.125, within(1e-9));
        assertThat(fit.flatIsPossible(0)).isTrue();
    }
}
