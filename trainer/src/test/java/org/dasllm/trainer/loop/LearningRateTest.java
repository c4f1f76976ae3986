package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.trainer.Fixture;
import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.config.Schedule;
import org.junit.jupiter.api.Test;

/** Beside transformers' get_scheduler (tools/reference). */
class LearningRateTest {
    private static final double CLOSE = 1e-12;

    private static LearningRate of(JsonNode test) {
        JsonNode options = test.path("options");
        double rate = test.path("rate").asDouble();
        double minimum = options.path("min_lr").asDouble(options.path("lr_end").asDouble(0)) / rate;
        return new LearningRate(
                rate,
                switch (test.path("scheduler").asText()) {
                    case "linear", "polynomial" -> Schedule.LINEAR;
                    case "cosine", "cosine_with_min_lr" -> Schedule.COSINE;
                    default -> Schedule.CONSTANT;
                },
                test.path("warmup").asInt(),
                test.path("steps").asInt(),
                options.path("min_lr_rate").asDouble(minimum));
    }

    @Test
    void everySequenceIsThatOfTransformers() {
        Set<String> schedulers = new TreeSet<>();
        int rates = 0;
        for (JsonNode test : Fixture.json("schedules/schedules.json")) {
            LearningRate rate = of(test);
            double[] expected = Fixture.doubles(test.path("rates"));
            for (int step = 0; step < expected.length; step++) {
                assertThat(rate.at(step))
                        .as(
                                "%s, warm-up %d of %d, update %d",
                                test.path("scheduler"), rate.warmupSteps(), rate.totalSteps(), step)
                        .isCloseTo(expected[step], within(CLOSE));
                rates++;
            }
            schedulers.add(test.path("scheduler").asText());
        }
        assertThat(schedulers).hasSize(6);
        assertThat(rates).isGreaterThan(1500);
    }

    @Test
    void theWarmupIsRoundedUp() {
        OptimizerConfig config = new OptimizerConfig(1e-3, Schedule.COSINE, 0.03, 0, 0, 0.9, 0.999, 1e-8, 1);
        assertThat(LearningRate.of(config, 101).warmupSteps()).isEqualTo(4);
        assertThat(LearningRate.of(config, 1).at(0)).isZero();
    }
}
