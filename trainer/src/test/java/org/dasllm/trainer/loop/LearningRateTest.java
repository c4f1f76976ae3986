package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.config.Schedule;
import org.junit.jupiter.api.Test;

/** The tables were computed in Python from the formulas of transformers' optimization.py, written out as it has them. */
class LearningRateTest {
    private static final double[] COSINE = {
        0.0,
        6.666666666666667e-05,
        0.00013333333333333334,
        0.0002,
        0.0001900968867902419,
        0.00016234898018587337,
        0.00012225209339563145,
        7.774790660436858e-05,
        3.7651019814126654e-05,
        9.903113209758096e-06
    };
    private static final double[] COSINE_WITH_MINIMUM = {
        0.0,
        6.666666666666667e-05,
        0.00013333333333333334,
        0.0002,
        0.00019108719811121772,
        0.00016611408216728603,
        0.00013002688405606828,
        8.997311594393172e-05,
        5.3885917832713996e-05,
        2.891280188878229e-05
    };
    private static final double[] LINEAR = {
        0.0,
        6.666666666666667e-05,
        0.00013333333333333334,
        0.0002,
        0.00017142857142857143,
        0.00014285714285714287,
        0.00011428571428571428,
        8.571428571428571e-05,
        5.714285714285714e-05,
        2.857142857142857e-05
    };

    private static double[] rates(LearningRate rate) {
        return IntStream.range(0, rate.totalSteps()).mapToDouble(rate::at).toArray();
    }

    private static void assertClose(double[] actual, double... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("update %d", i).isCloseTo(expected[i], within(1e-16));
        }
    }

    @Test
    void cosineWithWarmup() {
        assertClose(rates(new LearningRate(2e-4, Schedule.COSINE, 3, 10, 0)), COSINE);
    }

    @Test
    void cosineWithoutWarmupBeginsAtTheHighestRate() {
        assertClose(
                rates(new LearningRate(1e-3, Schedule.COSINE, 0, 4, 0)),
                0.001,
                0.0008535533905932737,
                0.0005,
                0.00014644660940672628);
    }

    @Test
    void cosineDownToAMinimum() {
        assertClose(rates(new LearningRate(2e-4, Schedule.COSINE, 3, 10, 0.1)), COSINE_WITH_MINIMUM);
    }

    @Test
    void linearWithWarmup() {
        assertClose(rates(new LearningRate(2e-4, Schedule.LINEAR, 3, 10, 0)), LINEAR);
    }

    @Test
    void constantWithWarmup() {
        assertClose(rates(new LearningRate(0.5, Schedule.CONSTANT, 2, 5, 0)), 0, 0.25, 0.5, 0.5, 0.5);
    }

    @Test
    void theWarmupIsRoundedUp() {
        OptimizerConfig config = new OptimizerConfig(1e-3, Schedule.COSINE, 0.03, 0, 0, 0.9, 0.999, 1e-8, 1);
        assertThat(LearningRate.of(config, 101).warmupSteps()).isEqualTo(4);
        assertThat(LearningRate.of(config, 1).at(0)).isZero();
    }
}
