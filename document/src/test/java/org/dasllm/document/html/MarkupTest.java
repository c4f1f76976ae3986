package org.dasllm.document.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void escapesWhateverCouldBecomeMarkup() {
        assertThat(Markup.escape("<b a='1' c=\"2\">&amp;"))
                .isEqualTo("&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
        assertThat(new Markup().element("td class=n", "</td>").toString()).isEqualTo("<td class=n>&lt;/td&gt;</td>");
    }

    @Test
    void whatHtmlCannotCarryBecomesVisible() {
        assertThat(Markup.escape("a\u0000b\u001bc\ud800d")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
        assertThat(Markup.escape("€ 😀\n\t")).isEqualTo("€ 😀\n\t");
    }
}
