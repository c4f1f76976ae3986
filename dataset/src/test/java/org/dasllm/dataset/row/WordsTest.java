package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "How do I learn C++?; how|do|i|learn|c|+|+",
                "C# or F#; c|#|or|f|#",
                "Refund of -100, please; refund|of|-|100|please",
                "−100 (minus); -|100|minus",
                "pages 10–20 of 2,5; pages|10|-|20|of|2|,|5",
                "3.5 mg and 35 mg; 3|.|5|mg|and|35|mg",
                "blood group A-, not A+; blood|group|a|-|not|a|+",
                "well-known - and Berlin–Paris; well|known|and|berlin|paris",
                "Is 5 < 6? 5 % of €7; is|5|<|6|5|%|of|€|7",
                "-.5 or -(3); -|5|or|-|3",
                "git --help; git|-|-|help",
                "don't 'quote' (this); don|t|quote|this",
                "मेरी किताब; मेरी|किताब",
                "خَرَجَ الوَلَد; خَرَجَ|الوَلَد",
                "카드를 분실했어요; 카드를|분실했어요",
                "我的卡丢了ATM吃卡; 我|的|卡|丢|了|atm|吃|卡",
                "カードをなくした。; カ|ー|ド|を|な|く|し|た",
                "บัตรหาย 2 ใบ; บั|ต|ร|ห|า|ย|2|ใ|บ",
                "ok 👍🏽; ok|👍|🏽",
                "I ❤️ it; i|❤|it",
                "👍 👍; 👍|👍",
                ":-(; :|-|(",
                "???; ?|?|?",
                "10² cm; 10²|cm",
            })
    void splits(String text, String expected) {
        assertThat(String.join("|", Words.of(text))).isEqualTo(NormalisedPrompt.text(expected));
    }

    @Test
    void noTextIsWithoutAUnit() {
        assertThat(Words.of("\u200b")).containsExactly("\u200b");
        assertThat(Words.of("…")).isNotEmpty();
    }
}
