package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreTokensTest {
    @Test
    void cutsAtWordsDigitsAndPunctuation() {
        assertThat(PreTokens.of("I can't pay 12.50 now!!\n\n  Why?"))
                .containsExactly(
                        "I", " can", "'t", " pay", " ", "1", "2", ".", "5", "0", " now", "!!\n\n", " ", " Why", "?");
    }

    @Test
    void nothingIsLost() {
        String text = "a\u00a0b \u2003\u3000c\t\r\n 12北京👩‍👧 'LL x'ſ";
        assertThat(String.join("", PreTokens.of(text))).isEqualTo(text);
    }
}
