package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerTest {
    @Test
    void sizeAndPowerAreEachOthersInverse() {
        Power power = new Power(0.025, 0.10);
        assertThat(power.nonInferiority(1963, 0, 0.02)).isCloseTo(0.8, within(1e-3));
        assertThat(power.nonInferiority(873, 0, 0.03)).isCloseTo(0.8, within(1e-3));
        assertThat(power.detectableMargin(1963, 0.8)).isCloseTo(0.02, within(1e-5));
        long needed = power.questionsForHarm(0.08, 4, 0.8);
        assertThat(power.harm((double) needed, 0.08, 4)).isBetween(0.8, 0.803);
        assertThat(power.detectableLoss((double) needed, 4, 0.8)).isCloseTo(0.08, within(1e-3));
        assertThat(Power.designEffect(5, 0.1)).isCloseTo(1.4, within(1e-12));
    }

    /** A harm of 8 points in a group of 400, in two groups, is found as often as was planned. */
    @Test
    void aPlantedHarmIsFoundWithThePlannedPower() {
        double discordant = 0.16;
        double planned = new Power(0.025, discordant).harm(400, 0.08, 2);
        SplittableRandom random = new SplittableRandom(8);
        int runs = 2000;
        int found = 0;
        for (int run = 0; run < runs; run++) {
            boolean[] student = new boolean[400];
            boolean[] teacher = new boolean[400];
            for (int i = 0; i < 400; i++) {
                double u = random.nextDouble();
                teacher[i] = u < 0.8;
                // The teacher alone is right in 12 of 100, the student alone in 4.
                student[i] = u < 0.68 || (u >= 0.8 && u < 0.84);
            }
            // Two groups, two-sided at 95 % together: each at 97.5 %.
            found += PairedInterval.of(student, teacher, null, 0.975)
                                    .orElseThrow()
                                    .upper()
                            < 0
                    ? 1
                    : 0;
        }
        assertThat((double) found / runs).isCloseTo(planned, within(0.03));
        assertThat(planned).isGreaterThan(0.9);
    }
}
