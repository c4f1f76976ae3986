package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeEstimateTest {
    /** 100 tokens in each step: the first at 10 tokens/s, the others at 50; 100,600 tokens are left after the third. */
    @Test
    void theFirstStepsAreWarmUp() {
        TimeEstimate estimate = new TimeEstimate(100_900, 0);
        assertThat(estimate.after(1, 100, 10)).isEmpty();
        assertThat(estimate.after(2, 100, 2)).isEmpty();
        assertThat(estimate.after(3, 100, 2))
                .hasValue("30 min to 37 min to go, at the 45 to 55 tokens/s of steps 2 to 3");
    }

    /** As beside a program that has the machine for a while: all steps before it are within the first third. */
    @Test
    void aLastStepThatTakesMostOfTheTimeIsStillOne() {
        TimeEstimate estimate = new TimeEstimate(1_300, 0);
        estimate.after(1, 100, 1);
        estimate.after(2, 100, 1);
        assertThat(estimate.after(3, 100, 10)).hasValue("91 s to 111 s to go, at the 9 to 11 tokens/s of steps 3 to 3");
    }

    @Test
    void itIsSaidOnce() {
        TimeEstimate estimate = new TimeEstimate(1_000_000, 0);
        estimate.after(1, 100, 3);
        estimate.after(2, 100, 3);
        assertThat(estimate.after(3, 100, 3)).isPresent();
        assertThat(estimate.after(4, 100, 3)).isEmpty();
    }

    @Test
    void someSecondsAreMeasuredFirst() {
        TimeEstimate estimate = new TimeEstimate(1_000_000, 0);
        for (int step = 1; step < 60; step++) {
            assertThat(estimate.after(step, 100, 0.1)).isEmpty();
        }
        assertThat(estimate.after(60, 100, 0.2)).isPresent();
    }

    @Test
    void nothingIsSaidWhenNothingIsLeft() {
        TimeEstimate estimate = new TimeEstimate(300, 0);
        estimate.after(1, 100, 3);
        estimate.after(2, 100, 3);
        assertThat(estimate.after(3, 100, 3)).isEmpty();
    }

    /** Steps between 40 and 60 tokens/s: the range holds both, and what evaluations take. */
    @Test
    void theRangeHoldsStepsAsFastAndAsSlowAsWereSeen() {
        TimeEstimate estimate = new TimeEstimate(24_300, 3_000);
        estimate.after(1, 100, 4);
        estimate.after(2, 100, 2.5);
        assertThat(estimate.after(3, 100, 100 / 60.0))
                .hasValue("7 min to 11 min to go, at the 40 to 60 tokens/s of steps 2 to 3");
    }
}
