package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaterRefusalsTest {
    private static final LaterRefusals LATER = later(curate("""
            {"split": {"train": 0.8, "validation": 0.1, "test": 0.1}, "salt": "salt", "prompt_characters": {"minimum": 3, "maximum": 10},
             "completion_characters": {"minimum": 1, "maximum": 5}, "answer_values": ["card", "fraud"]}"""));

    private static CurateConfig curate(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "a configuration"), CurateConfig.class);
    }

    private static LaterRefusals later(CurateConfig curate) {
        return new LaterRefusals(curate, curate.task(Optional.empty()), List.of("channel"), Optional.empty());
    }

    private static Optional<String> refusal(String text, @Nullable String split, @Nullable String gold) {
        return LATER.refusal(new Sample(
                "a",
                "g",
                split,
                List.of(Message.system("long instructions"), Message.user(text)),
                null,
                gold,
                Map.of(),
                null));
    }

    @Test
    void lengthsAreCurations() {
        assertThat(refusal("hello", null, null)).isEmpty();
        assertThat(refusal("1234567890", null, null)).isEmpty();
        assertThat(refusal("12345678901", null, null))
                .contains("the prompt has more characters than allowed by curate.prompt_characters, 3 to 10");
        assertThat(refusal("ab", null, null))
                .contains("the prompt has fewer characters than allowed by curate.prompt_characters, 3 to 10");
        assertThat(refusal("\ud83d\ude00\ud83d\ude00\ud83d\ude00", null, null)).isEmpty();
    }

    @Test
    void theRightAnswersOfTestRowsAreJudged() {
        assertThat(refusal("hello", "test", "card")).isEmpty();
        assertThat(refusal("hello", "test", "loan"))
                .contains("of the right answer in gold: the answer's value is not among those allowed");
        assertThat(refusal("hello", "test", " "))
                .contains("of the right answer in gold: there is no answer, or a blank one");
        // Elsewhere it is not used.
        assertThat(refusal("hello", "train", "loan")).isEmpty();
        assertThat(refusal("hello", "test", null)).isEmpty();
    }

    private static Sample sample(String split, Map<String, String> attributes) {
        return new Sample("a", "g", split, List.of(Message.user("hello")), null, null, attributes, null);
    }

    @Test
    void slicesNeedAnAttributeOfTheTest() {
        Sample without = sample("test", Map.of());
        Sample with = sample("test", Map.of("channel", "phone"));
        String fault = "no sample for the test has the attribute 'channel' that evaluate.slices names";
        assertThat(LATER.refusals(List.of(without))).containsExactly(fault);
        assertThat(LATER.refusals(List.of(without, sample("train", with.attributes()))))
                .containsExactly(fault);
        assertThat(LATER.refusals(List.of(without, with))).isEmpty();
        // Prompts for training alone: another harvest may bring those of the test.
        assertThat(LATER.refusals(List.of(sample("train", Map.of())))).isEmpty();
    }
}
