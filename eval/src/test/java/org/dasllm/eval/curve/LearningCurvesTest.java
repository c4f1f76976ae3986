package org.dasllm.eval.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of more labels, and what is not. */
final class LearningCurvesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private static LearningCurve drawn(int questions) {
        PowerLaw truth = new PowerLaw(0.05, 0.15, 0.6, 4000);
        return LearningCurves.of(new CurveDraw(truth, questions, 1, 0).data(new SplittableRandom(8)), 0.95);
    }

    @Test
    void labelsThatArePromisedReachTheirGain() {
        LearningCurve curve = drawn(4000);
        PowerLaw law = Objects.requireNonNull(curve.law());
        for (LearningCurve.Need need : curve.needs()) {
            Long more = need.more();
            if (more != null) {
                assertThat(law.gain(4000.0 + more)).isGreaterThanOrEqualTo(need.gain());
                assertThat(law.gain(4000.0 + more - 1)).isLessThan(need.gain());
                assertThat(need.least()).isLessThanOrEqualTo(more);
                assertThat(need.most() == null || need.most() >= more).isTrue();
            }
        }
        assertThat(curve.needs().get(0).more()).as("one point").isNotNull();
        assertThat(curve.forecasts()).extracting(LearningCurve.Forecast::labels).containsExactly(8000L, 16000L, 32000L);
    }

    @Test
    void errorsThatDoNotFallAreNotFollowed() {
        PowerLaw flat = new PowerLaw(0.2, 0, 1, 4000);
        LearningCurve curve = LearningCurves.of(new CurveDraw(flat, 500, 1, 0).data(new SplittableRandom(3)), 0.95);
        assertThat(curve.notEstimable()).contains("do not fall");
        assertThat(curve.forecasts()).isEmpty();
        assertThat(curve.needs()).isEmpty();
        assertThat(curve.law()).as("what was fitted is there all the same").isNotNull();
    }

    @Test
    void threeSizesAreTooFew() {
        CurveData four = new CurveDraw(new PowerLaw(0.05, 0.15, 0.6, 4000), 500, 1, 0).data(new SplittableRandom(3));
        CurveData three = new CurveData(
                "exact",
                LearningCurve.Against.TEACHER,
                four.groups(),
                4000,
                List.of(),
                four.points().subList(1, 4));
        LearningCurve curve = LearningCurves.of(three, 0.95);
        assertThat(curve.notEstimable()).contains("four sizes");
        assertThat(curve.law()).isNull();
        assertThat(curve.remarks()).anyMatch(remark -> remark.contains("disagreement with the teacher"));
    }

    @Test
    void itIsReadBackAsItWasWritten() {
        LearningCurve curve = drawn(300);
        curve.write(folder.resolve("curve.json"));
        assertThat(LearningCurve.read(folder.resolve("curve.json"))).isEqualTo(curve);
    }

    /** Two questions of each group that are always alike are worth half as many. */
    @Test
    void questionsOfOneGroupAreCountedTogether() {
        boolean[] alike = new boolean[200];
        List<String> pairs = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (int q = 0; q < alike.length; q++) {
            alike[q] = q / 2 % 4 == 0;
            pairs.add("g" + q / 2);
            alone.add("g" + q);
        }
        boolean[][][] wrong = {{alike}};
        double grouped = PointCovariance.of(wrong, pairs).matrix()[0][0];
        double single = PointCovariance.of(wrong, alone).matrix()[0][0];
        // 0.25 · 0.75 / 200 · 200 / 199, and twice that but for 100 / 99 in place of 200 / 199.
        assertThat(single).isCloseTo(0.25 * 0.75 / 199, within(1e-12));
        assertThat(grouped).isCloseTo(2 * 0.25 * 0.75 / 200 * 100 / 99, within(1e-12));
    }

    /** Errors of 20 and 30 %, and of 40 and 50 %, have a variance of 0.005 each. */
    @Test
    void theSpreadOfTrainingsIsPooledOverSizes() {
        boolean[][][] wrong = {{first(20), first(30)}, {first(40), first(50)}};
        List<String> groups = IntStream.range(0, 100).mapToObj(q -> "g" + q).toList();
        assertThat(PointCovariance.of(wrong, groups).trainingDeviation()).isCloseTo(Math.sqrt(0.005), within(1e-12));
    }

    private static boolean[] first(int count) {
        boolean[] wrong = new boolean[100];
        for (int q = 0; q < count; q++) {
            wrong[q] = true;
        }
        return wrong;
    }

    private static Sample sample(int i) {
        return new Sample(
                "s" + i, "g" + i / 3, null, List.of(Message.user("text " + i)), "a", "a", Map.of(), "recorded:x");
    }

    @Test
    void partsAreNestedAndDependOnNothingButTheSamples() {
        List<Sample> samples =
                IntStream.range(0, 999).mapToObj(LearningCurvesTest::sample).toList();
        NestedSubsets parts = new NestedSubsets(samples, "train");
        Set<Sample> before = Set.of();
        for (double share : new double[] {0.125, 0.25, 0.5, 1}) {
            Set<Sample> now = new HashSet<>(parts.of(share));
            assertThat(now).hasSize((int) Math.round(999 * share)).containsAll(before);
            before = now;
        }
        List<Sample> reversed = new ArrayList<>(samples);
        Collections.reverse(reversed);
        assertThat(new NestedSubsets(reversed, "train").of(0.25)).isEqualTo(parts.of(0.25));
        Set<String> held = new HashSet<>();
        parts.of(0.2).forEach(sample -> held.add(sample.group()));
        assertThat(parts.without(0.2)).isNotEmpty().noneMatch(sample -> held.contains(sample.group()));
    }
}
