package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.dasllm.format.sample.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisedPromptTest {
    private static String key(String text) {
        return NormalisedPrompt.key(List.of(Message.user(text)));
    }

    @Test
    void caseSpaceAndUnicodeFormDoNotCount() {
        assertThat(key("  Caf\u00e9\u00a0 is\topen ")).isEqualTo(key("cafe\u0301 is OPEN"));
        assertThat(key("ﬁne")).isEqualTo(key("fine"));
    }

    /** Text in ASCII is read in a shorter way; between two letters that are not, in the one for all text. */
    @Test
    void asciiIsReadAsAllTextIs() {
        Random random = new Random(8);
        for (int trial = 0; trial < 2_000; trial++) {
            String ascii = random.ints(random.nextInt(40), 0, 0x80)
                    .mapToObj(character -> random.nextInt(3) == 0 ? " " : Character.toString(character))
                    .collect(Collectors.joining());
            String between = NormalisedPrompt.text("é" + ascii + "é");
            assertThat(NormalisedPrompt.text(ascii))
                    .isEqualTo(between.substring(1, between.length() - 1).strip());
        }
    }

    @Test
    void punctuationRolesAndBordersOfMessagesCount() {
        assertThat(key("open?")).isNotEqualTo(key("open!"));
        assertThat(NormalisedPrompt.key(List.of(Message.assistant("a")))).isNotEqualTo(key("a"));
        assertThat(NormalisedPrompt.key(List.of(Message.user("a"), Message.user("b"))))
                .isNotEqualTo(key("a b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ＡＢＣ　１２３; abc 123",
                "ｶﾞｽ; ガス",
                "ﬁnal oﬃce; final office",
                "cafe\u0301; café",
                "37 Å; 37 \u212b",
                "5 \u00b5g; 5 \u03bcg",
                "㈱ 日本; ㈱ 日本",
                "مكة ﻣﻜﺔ; مكة مكة",
                "\u1112\u1161\u11ab; 한",
                "Ⅳ; iv",
                "wait…; wait...",
                "⼈; 人",
            })
    void aWritingThatReadsTheSameIsTheSame(String one, String other) {
        assertThat(key(one)).isEqualTo(key(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "10²; 102",
                "10⁻²; 10-2",
                "H₂O; H2O",
                "½ of it; 1⁄2 of it",
                "1½ cups; 11⁄2 cups",
                "①②; 12",
                "⑴; (1)",
                "1ª; 1a",
                "xⁿ; xn",
                "10 ㎡; 10 m2",
                "Apple™; AppleTM",
                "ℝ; R",
                "𝟏𝟎; 10",
                "🅰; A",
                "पता; पिता",
                "C; C++",
                "-100; +100",
                "👍; 👎",
            })
    void aWritingThatReadsOtherwiseIsAnother(String one, String other) {
        assertThat(key(one)).isNotEqualTo(key(other));
    }
}
