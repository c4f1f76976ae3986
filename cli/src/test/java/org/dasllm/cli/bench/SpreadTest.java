package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {
    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(new Spread(3, 1, 9, List.of(4.0, 1.0, 9.0, 2.0)));
        assertThat(Spread.of(List.of(7.0, 1.0, 3.0)).median()).isEqualTo(3);
    }

    @Test
    void aShareIsThatOfTheLimitNextToTheSample() {
        Figure rate = Figure.Samples.ofRate("a", "a", "tokens/s", "limit")
                .add(10, 20)
                .add(30, 40)
                .add(30, 30)
                .figure();
        assertThat(rate.ratio().samples()).containsExactly(0.5, 0.75, 1.0);
        assertThat(rate.ratio().median()).isEqualTo(0.75);
        Figure cost = Figure.Samples.ofCost("b", "b", "s", "limit").add(4, 1).figure();
        assertThat(cost.ratio().median()).isEqualTo(0.25, within(1e-12));
    }
}
