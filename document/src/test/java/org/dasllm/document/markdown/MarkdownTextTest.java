package org.dasllm.document.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '"',
            value = {
                "<b>x</b> => &lt;b&gt;x&lt;/b&gt;",
                "<!-- x --> => &lt;\\!-- x --&gt;",
                "a & &lt; => a &amp; &amp;lt;",
                "a|b => a\\|b",
                "a\\|b => a\\\\\\|b",
                "`code` => \\`code\\`",
                "**bold** _it_ ~~no~~ => \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~",
                "card_lost => card_lost",
                "[x](javascript:y) ![i](u) => \\[x\\](javascript:y) \\!\\[i\\](u)",
                "$x$ => \\$x\\$",
                "# title => \\# title",
                "- item => \\- item",
                "+ item => \\+ item",
                "1. item => 1\\. item",
                "=== => \\===",
                "-100 => \\-100",
                "3.5 => 3\\.5",
                "🎉 ü 日本 => 🎉 ü 日本",
            })
    void dataIsShownAsItIs(String data, String expected) {
        assertThat(MarkdownText.text(data)).isEqualTo(expected);
    }

    @Test
    void aBlankBeforeAMarkHidesNothing() {
        assertThat(MarkdownText.text(" # title")).isEqualTo(" \\# title");
        assertThat(MarkdownText.text("\t1. item")).isEqualTo(" 1\\. item");
    }

    @Test
    void aTextIsOneLine() {
        assertThat(MarkdownText.text("a\r\n\tb\u2028c\u0085d\u0000e\u202ef\u00a0g"))
                .isEqualTo("a b c d e f g");
    }
}
