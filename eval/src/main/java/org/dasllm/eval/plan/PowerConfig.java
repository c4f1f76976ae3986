package org.dasllm.eval.plan;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What is assumed before there are answers, so that the evaluation is large enough to show what is true.
 *
 * @param power the probability to show non-inferiority where it is true, and to find a harm where there is one
 * @param discordant the share of questions where exactly one of student and teacher will be right
 * @param difference the true student − teacher that is expected
 * @param harm the loss in a group that must not go unnoticed
 * @param correlation of two questions of one group, such as one customer's; 0 where they do not depend on each other
 */
public record PowerConfig(
        @Default("0.8") double power,
        @Default("0.1") double discordant,
        @Default("0") double difference,
        @Default("0.08") double harm,
        @Default("0.05") double correlation) {
    public PowerConfig {
        new Faults()
                .unless(power > 0 && power < 1, "power", "is between 0 and 1, not " + power)
                .unless(discordant > 0 && discordant <= 1, "discordant", "is above 0 and at most 1, not " + discordant)
                .unless(
                        Math.abs(difference) <= discordant,
                        "difference",
                        "is at most as large as discordant, not " + difference)
                .unless(harm > 0 && harm < 1, "harm", "is between 0 and 1, not " + harm)
                .unless(correlation >= 0 && correlation <= 1, "correlation", "is between 0 and 1, not " + correlation)
                .refuse();
    }
}
