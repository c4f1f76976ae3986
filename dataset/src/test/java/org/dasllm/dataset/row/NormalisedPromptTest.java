package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dasllm.format.sample.Message;
import org.junit.jupiter.api.Test;

class NormalisedPromptTest {
    private static String key(String text) {
        return NormalisedPrompt.key(List.of(Message.user(text)));
    }

    @Test
    void caseSpaceAndUnicodeFormDoNotCount() {
        assertThat(key("  Caf\u00e9\u00a0 is\topen ")).isEqualTo(key("cafe\u0301 is OPEN"));
        assertThat(key("ﬁne")).isEqualTo(key("fine"));
    }

    @Test
    void punctuationRolesAndBordersOfMessagesCount() {
        assertThat(key("open?")).isNotEqualTo(key("open!"));
        assertThat(NormalisedPrompt.key(List.of(Message.assistant("a")))).isNotEqualTo(key("a"));
        assertThat(NormalisedPrompt.key(List.of(Message.user("a"), Message.user("b"))))
                .isNotEqualTo(key("a b"));
    }
}
