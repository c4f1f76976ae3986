package org.dasllm.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlapTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is the fee?          | what is THE fee         | 1
            Is it number 7.           | Is it number-7          | 1
            What is 5 + 3?            | What is 5 + 3           | 1
            Is it -5?                 | Is it 5?                | 0
            Is it -5?                 | Is it \u22125?          | 1
            Pay 1.5 or 2              | Pay 1 5 or 2            | 0
            Pay .5                    | Pay 5                   | 0
            Pay 5% now                | Pay 5 now               | 0
            At 10:30                  | At 10 30                | 0
            Add 1/2                   | Add 1 2                 | 0
            """)
    void casePunctuationAndSpaceSayNothingButTheSignsOfNumbersDo(String test, String training, int learnt) {
        assertThat(Overlap.of(List.of(sample(Message.user(test))), List.of(sample(Message.user(training))))
                        .questions())
                .isEqualTo(learnt);
    }

    /** A document may stand in the system message, and the question be the same for all. */
    @Test
    void theSystemMessageIsPartOfTheQuestion() {
        Sample first = sample(Message.system("The letter: I owe 7."), Message.user("Summarize."));
        Sample second = sample(Message.system("The letter: I owe 8."), Message.user("Summarize."));
        assertThat(Overlap.of(List.of(first), List.of(second)).questions()).isZero();
        assertThat(Overlap.of(List.of(first), List.of(first, second)).questions())
                .isEqualTo(1);
    }

    private static Sample sample(Message... messages) {
        return new Sample("q", "g", null, List.of(messages), "yes", null, Map.of(), null);
    }
}
