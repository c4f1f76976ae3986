package org.dasllm.privacy.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailDetectorTest {
    private static final EmailDetector EMAIL = new EmailDetector();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "«anna@example.com»",
                "Write to «anna@example.com».",
                "Write to «anna@example.com», please!",
                "(«anna@example.com»)",
                "<«anna@example.com»>",
                "\"«anna@example.com»\"",
                "'«anna@example.com»'",
                "Anna <«anna.berg@example.co.uk»>; Bo <«bo@example.org»>",
                "«anna+tag@example.com»",
                "«anna+two+tags@example.com»",
                "«anna_berg@example.com»",
                "«anna-berg@example.com»",
                "«anna%berg@example.com»",
                "«o'brien@example.ie»",
                "«r&d@example.com»",
                "«a@b.de»",
                "«x1@1und1.de»",
                "«12345@163.com»",
                "«ANNA@EXAMPLE.COM»",
                "«anna@mail.dept.example.museum»",
                "«anna@my-host.example»",
                "«anna@xn--mller-kva.de»",
                "«anna@example.xn--p1ai»",
                "«müller@example.de»",
                "«anna@müller.de»",
                "«анна@пример.рф»",
                "«δοκιμή@παράδειγμα.ελ»",
                "«用户@例子.公司»",
                "«उपयोगकर्ता@उदाहरण.भारत»",
                "«мюллер+a@example.com»",
                "«anna@例子.公司»",
                "«anna@例え。テスト»",
                "邮箱«zhang@qq.com»，谢谢",
                "連絡先は«anna@example.jp»です",
                "이메일은 «anna@example.kr»로",
                "mailto:«anna@example.com»?subject=x",
                "mailto:«anna@example.com»",
                "[«anna@example.com»](mailto:«anna@example.com»)",
                "email=«anna@example.com»&x=1",
                "Email:«anna@example.com»",
                "«anna@example.com»:hello",
                "*«anna@example.com»*",
                "_«anna@example.com»_",
                "**«anna@example.com»**",
                "{\"to\": \"«anna@example.com»\"}",
                "line one\\n«anna@example.com»\\nline three",
                "tab\\t«anna@example.com»",
                "caf\\u00e9«anna@example.com»",
                "«anna@example.com»-",
                "«anna@example.com»...",
                "see...«anna@example.com»",
                "«anna@example.com»/«bo@example.com»",
                "«anna@example.com»,«bo@example.com»;«cy@example.com»",
                "«anna@example.com»⏎«bo@example.com»",
                "«\"anna berg\"@example.com»",
                "Write to «\"a.b\"@example.com» now",
                "https://«anna@example.com»/x",
                "postgres://app:«secret@db.example.com»/x",
                "sip:«anna@example.com»",
                "«anna＠example.com»",
                "«a.b.c.d.e@example.com»",
                "«anna@a.b.c.d.example.com»",
                "\uD83D\uDE00«anna@example.com»\uD83D\uDE00",
                "«anna@example.com»\u200B",
                "«e\u0301va@example.com»"
            })
    void findsAddresses(String marked) {
        Marked expected = Marked.parse(marked);

        assertThat(expected.foundBy(EMAIL)).isEqualTo(expected.values()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@@",
                "a@",
                "@b.de",
                "a@b",
                "anna@localhost",
                "@handle",
                "@handle.name",
                "thanks @anna.berg and @bo",
                "@anna@social.example",
                "a @ b.de",
                "a @b.de",
                "a@ b.de",
                "a@.de",
                "a@b.",
                "a@b..de",
                "a@-b.de",
                "a@b.c",
                "a@b.1",
                "a@b.de5",
                "a@_b.de",
                "root@192.168.0.1",
                "anna@[192.168.0.1]",
                "lodash@4.17.21",
                "package@1.2.3-beta.rc",
                "actions/checkout@v4.2",
                "icon@2x.png",
                "logo@3x.JPEG",
                "git@github.com:owner/name.git",
                "git@server.org/owner",
                "hg@server.org:repository",
                "@Override public void run()",
                "@app.route('/x')",
                "SELECT @x.y",
                "x@y",
                "5 apples @ 2.50",
                "me@home",
                "anna at example dot com",
                "anna(at)example.com",
                "anna%40example.com",
                "anna&#64;example.com",
                "anna\\u0040example.com",
                "\"\"@example.com",
                "[\"a\",\"@example.com\"]",
                "{\"a\": \"@example.com\"}",
                "\" \"@example.com",
                "\\\"x\\\"@example.com",
                "user@host:path",
                "matrix: @anna:example.org",
                "A@B@C",
                "#@!.com",
                "example.com",
                "...@example.com",
                "--@example.com",
                "@\uD83D\uDE00.com",
                "\uD800@\uDC00.de"
            })
    void leavesEverythingElse(String text) {
        assertThat(Marked.parse(text).foundBy(EMAIL)).isEmpty();
    }

    @Test
    void aLocalPartIsBounded() {
        assertThat(new Marked("a".repeat(128) + "@b.de", List.of()).foundBy(EMAIL))
                .hasSize(1);
        assertThat(new Marked("a".repeat(129) + "@b.de", List.of()).foundBy(EMAIL))
                .isEmpty();
    }

    @Test
    void aDomainIsBounded() {
        assertThat(new Marked("a@" + "b".repeat(63) + ".de", List.of()).foundBy(EMAIL))
                .hasSize(1);
        assertThat(new Marked("a@" + "b".repeat(64) + ".de", List.of()).foundBy(EMAIL))
                .isEmpty();
    }

    /** A megabyte takes well under a second; what the square of its length takes would be hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "@", "a@", "a.", ".", "a@b.", "a-", "\\", "\"", "\"@", "é@", "字", "a@a.aa@", "+", "a\u0301", "@a.",
                "\uD83D"
            })
    void aMegabyteOfAnythingTakesNoLongerThanItsLength(String piece) {
        String text = piece.repeat(1_000_000 / piece.getBytes(UTF_8).length) + "@example.com";

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> EMAIL.find(text));
    }
}
