package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private final ConfusionMatrix matrix =
            ConfusionMatrix.of(List.of("a", "a", "a", "b", "b", "c"), List.of("a", "b", "b", "b", "a", "d"));

    @Test
    void countsRightAgainstAnswered() {
        assertThat(matrix.labels()).containsExactly("a", "b", "c", "d");
        assertThat(matrix.counts()[0]).containsExactly(1, 2, 0, 0);
        assertThat(matrix.counts()[2]).containsExactly(0, 0, 0, 1);
    }

    @Test
    void scoresEachClass() {
        ConfusionMatrix.ClassScore b = matrix.classScores().get(1);
        assertThat(b.precision()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(b.recall()).isEqualTo(0.5);
        assertThat(b.f1()).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void whatNeverHappenedHasNoScore() {
        assertThat(matrix.classScores().get(2).precision()).isNull();
        assertThat(matrix.classScores().get(2).recall()).isZero();
        assertThat(matrix.classScores().get(3).recall()).isNull();
    }

    @Test
    void namesTheMostFrequentMistakesFirst() {
        assertThat(matrix.mostConfused(2))
                .containsExactly(
                        new ConfusionMatrix.Confusion("a", "b", 2), new ConfusionMatrix.Confusion("b", "a", 1));
    }
}
