package org.dasllm.schema.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected outcomes are ECMAScript's, with its flag u where it matters. */
final class EcmaPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "abc~xabcx~true",
                "^abc$~abc~true",
                "^abc$~abc\\n~false",
                "a|b~xbx~true",
                "^(a|bc)+$~abca~true",
                "^a.c$~abc~true",
                "^a.c$~a\\nc~false",
                "^a.c$~a\\u0085c~true",
                "^a.c$~a\\u2028c~false",
                "^.$~\uD83D\uDE00~true",
                "^\\d+$~123~true",
                "^\\d+$~\u0663~false",
                "^\\w$~\u00e9~false",
                "^\\W$~\u00e9~true",
                "^\\s$~\u00a0~true",
                "^\\s$~\ufeff~true",
                "^\\s$~\u0085~false",
                "^\\S$~\u2003~false",
                "^\\S+$~abc~true",
                "^[\\s\\S]+$~a b~true",
                "^[^\\S]+$~a~false",
                "^[^\\S]$~\u00a0~true",
                "^[a-c]+$~abc~true",
                "^[^a-c]$~d~true",
                "^[[]$~[~true",
                "^[[&&]+$~&~true",
                "^[a&&b]+$~&~true",
                "^[-a]+$~-a~true",
                "^[a-]+$~-a~true",
                "^[\\w-.]+$~a-.~true",
                "^[\\w.-]+$~a-.~true",
                "^[a-zA-Z0-9-_.]+$~a-_.~true",
                "[]~a~false",
                "^[^]$~a~true",
                "^[\\b]$~\u0008~true",
                "\\bcat\\b~a cat.~true",
                "\\bcat\\b~concat~false",
                "^\\Bx~x~false",
                "a\\Bb~ab~true",
                "\\bé~é~false",
                "^\\x41$~A~true",
                "^\\u0041$~A~true",
                "^\\u{1F600}$~\uD83D\uDE00~true",
                "^\\uD83D\\uDE00$~\uD83D\uDE00~true",
                "^\\cA$~\u0001~true",
                "^\\t$~\t~true",
                "^\\v$~\u000b~true",
                "^\\/\\-\\_\\@\\.$~/-_@.~true",
                "^\\p{L}$~é~true",
                "^\\p{Letter}$~1~false",
                "^\\p{Lu}$~A~true",
                "^\\p{Script=Greek}$~λ~true",
                "^\\p{sc=Greek}$~l~false",
                "^\\P{L}$~1~true",
                "^[\\p{L}\\d]+$~é1~true",
                "^\\p{Alphabetic}$~a~true",
                "^(a)\\1$~aa~true",
                "^(a)\\1$~ab~false",
                "^(?<x>a)\\k<x>$~aa~true",
                "^(?<a_b>a)$~a~true",
                "^(?:ab)?c$~c~true",
                "^a(?=b)b$~ab~true",
                "^(?!x)a$~a~true",
                "(?<=a)b~ab~true",
                "(?<!a)b~ab~false",
                "^a{2}$~aa~true",
                "^a{2,}$~aaa~true",
                "^a{1,2}$~aaa~false",
                "^a{,2}$~a{,2}~true",
                "^{}$~{}~true",
                "^a{x$~a{x~true",
                "^a]}$~a]}~true",
                "^a+?b$~aab~true",
                "^a??$~a~true",
                "^(){3}$~~true",
                "^#x y$~#x y~true",
                "~anything~true",
                "^(a|)+$~aa~true",
                "^(a*)*$~aaa~true",
                "^\\$~$~true",
                "^[\\]]$~]~true"
            })
    void findsAsEcmascriptDoes(String pattern, String text, boolean found) {
        String source = pattern == null ? "" : pattern;
        String subject = text == null
                ? ""
                : text.replace("\\n", "\n").replace("\\u0085", "\u0085").replace("\\u2028", "\u2028");

        assertThat(EcmaPattern.compile(source).find(subject, new Steps(10_000))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "(~opens a ( at character 1",
                ")~has a ) too many",
                "a(b|c~opens a ( at character 2",
                "[~opens a [ at character 1",
                "[a-~opens a [",
                "[z-a]~ends before it begins",
                "*a~repeats nothing at character 1",
                "a**~repeats nothing at character 3",
                "a++~repeats nothing at character 3",
                "{2}~repeats nothing",
                "a{2}{3}~repeats nothing",
                "a|*~repeats nothing at character 3",
                "\\~ends with a backslash",
                "\\A~has an escape at character 1",
                "x\\Z~has an escape at character 2",
                "\\z~has an escape",
                "\\Q~has an escape",
                "\\a~has an escape",
                "\\e~has an escape",
                "\\h~has an escape",
                "\\G~has an escape",
                "\\x4~has an escape",
                "\\u12~has an escape",
                "\\u{110000}~has an escape",
                "\\p{~has an escape",
                "\\p{Nonsense}~cannot be used here",
                "\\p{foo=L}~has an escape",
                "(?i)a~that JSON Schema does not know",
                "(?>a)~that JSON Schema does not know",
                "(?#x)~that JSON Schema does not know",
                "(?<1>a)~that JSON Schema does not know",
                "(?<a>b)(?<a>c)~names two groups a",
                "\\k<a>~refers to a name",
                "\\1~refers to group 1",
                "(a)\\2~refers to group 2",
                "a{3,2}~at least 3 and at most 2",
                "a{100001}~repeats more than 100000 times",
                "a{0,999999999}~repeats more than 100000 times",
                "(?:){100000}~repeats what may be nothing",
                "((?:){100}){100}~repeats what may be nothing"
            })
    void refusesWhatEcmascriptDoesNotKnow(String pattern, String reason) {
        assertThatThrownBy(() -> EcmaPattern.compile(pattern))
                .isInstanceOf(PatternFault.class)
                .hasMessageContaining(reason)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n", "java", "Pattern");
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> EcmaPattern.compile("a".repeat(5_001))).hasMessageContaining("longer than 5000");
        assertThatThrownBy(() -> EcmaPattern.compile("(".repeat(51) + ")".repeat(51)))
                .hasMessageContaining("nested deeper");
    }

    /** Each would run for longer than anyone waits; the steps end it. A minute is far more than they take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "^(a|a)*$",
                "^(a|aa)+$",
                "^(.*)*x$",
                "(a*)*b",
                "^(a?){50}a{50}$",
                "(x+x+)+y",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(a|b|ab)*c",
                "^(?=(a+))\\1*b$",
                "(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
                "^(a{0,100000}){1000}$",
                "(?:a?){1000}(?:a?){1000}b",
                "(?:(?:a?){30}){30}b",
                "^(?:^){1000}b",
                "(?!(a+)+$)c",
                "(?:(?:a{1,1000}){1,1000}){1,1000}b"
            })
    void aHostileExpressionEndsByItsSteps(String pattern) {
        String text = "a".repeat(2_000) + "!";
        EcmaPattern compiled = EcmaPattern.compile(pattern);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try {
                assertThat(compiled.find(text, new Steps(20_000_000))).isFalse();
            } catch (Steps.OutOfSteps e) {
                assertThat(e).hasMessage("out of steps");
            }
        });
    }

    @Test
    void theStepsAreThoseOfTheTextsCharacters() {
        assertThat(EcmaPattern.compile("^a+$").find("a".repeat(1_000), new Steps(3_000)))
                .isTrue();
        assertThatThrownBy(() -> EcmaPattern.compile("(.*)(.*)(.*)(.*)x").find("a".repeat(1_000), new Steps(1_000_000)))
                .isInstanceOf(Steps.OutOfSteps.class);
    }

    @Test
    void aLongTextIsNoFault() {
        assertThat(EcmaPattern.compile("^[a-z]+$").find("a".repeat(1_000_000), new Steps(20_000_000)))
                .isTrue();
    }
}
