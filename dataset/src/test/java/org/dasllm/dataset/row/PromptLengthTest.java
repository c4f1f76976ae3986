package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;

class PromptLengthTest {
    private static final PromptLength STEP = new PromptLength(new CharacterLimits(2, 5));

    private static Candidate asking(Message... prompt) {
        return Candidate.of(new Sample("a", "g", null, List.of(prompt), null, null, Map.of(), null));
    }

    @Test
    void dropsWhatIsShorterOrLongerAndSaysByWhat() {
        assertThat(STEP.decide(asking(Message.user("h"))))
                .isEqualTo(new Rejection(PromptLength.TOO_SHORT, "1 characters, least 2"));
        assertThat(STEP.decide(asking(Message.user("hey you"))))
                .isEqualTo(new Rejection(PromptLength.TOO_LONG, "7 characters, most 5"));
    }

    @Test
    void countsCodePointsAndNotTheSystemMessage() {
        Candidate kept = asking(Message.system("long instructions"), Message.user("😀😀😀😀😀"));
        assertThat(STEP.decide(kept)).isEqualTo(kept);
    }
}
