package org.dasllm.privacy.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are the schemes' and payment processors' public test numbers; no account has them. */
final class CardNumberDetectorTest {
    private static final CardNumberDetector CARD = new CardNumberDetector();

    @ParameterizedTest
    @CsvSource({
        "Visa, 4111111111111111",
        "Visa, 4012888888881881",
        "Visa, 4242424242424242",
        "Visa, 4000056655665556",
        "Visa, 4222222222222",
        "Visa, 4000000760000002",
        "Mastercard, 5555555555554444",
        "Mastercard, 5105105105105100",
        "Mastercard, 5200828282828210",
        "Mastercard, 2223003122003222",
        "Mastercard, 2221000000000009",
        "Mastercard, 2720990000000007",
        "American Express, 378282246310005",
        "American Express, 371449635398431",
        "American Express, 378734493671000",
        "American Express, 341111111111111",
        "Discover, 6011111111111117",
        "Discover, 6011000990139424",
        "Discover, 6445644564456445",
        "Discover, 6510000000000018",
        "Diners Club, 30569309025904",
        "Diners Club, 38520000023237",
        "Diners Club, 36227206271667",
        "Diners Club, 3056930009020004",
        "JCB, 3530111333300000",
        "JCB, 3566002020360505",
        "UnionPay, 6200000000000005",
        "UnionPay, 6205500000000000004",
        "Maestro, 6759649826438453",
        "Maestro, 6304000000000000",
        "Maestro, 5018000000000009"
    })
    void namesTheSchemeAndHidesTheNumber(String scheme, String number) {
        assertThat(CARD.find("Card " + number + " expires")).singleElement().satisfies(finding -> {
            assertThat(finding.begin()).isEqualTo(5);
            assertThat(finding.end()).isEqualTo(5 + number.length());
            assertThat(finding.evidence()).startsWith(scheme + ", " + number.length() + " digits");
            assertThat(finding.toString()).doesNotContain(number.substring(0, 6));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "«4111 1111 1111 1111»",
                "«4111-1111-1111-1111»",
                "«4111.1111.1111.1111»",
                "«4111\u00A01111\u00A01111\u00A01111»",
                "«4111\u202F1111\u202F1111\u202F1111»",
                "«4111‐1111‐1111‐1111»",
                "«4111–1111–1111–1111»",
                "«3782 822463 10005»",
                "«3714-496353-98431»",
                "«3056 930902 5904»",
                "«6205 5000 0000 0000 004»",
                "«620550 0000000000004»",
                "«4222 222 222 222»",
                "«４１１１１１１１１１１１１１１１»",
                "«４１１１　１１１１　１１１１　１１１１»",
                "«４１１１－１１１１－１１１１－１１１１»",
                "«٤١١١١١١١١١١١١١١١»",
                "«४१११ ११११ ११११ ११११»",
                "卡号«4111111111111111»。",
                "卡号«4111 1111 1111 1111»到期",
                "Visa«4111111111111111»",
                "Visa:«4111111111111111»,",
                "(«4111111111111111»)",
                "\"«4111111111111111»\"",
                "card=«4111111111111111»&cvv=123",
                "card_«4111111111111111»",
                "#«4111111111111111».",
                "«4111111111111111» 12/26 123",
                "«4111 1111 1111 1111» 12/26 123",
                "«4111 1111 1111 1111» 123",
                "«4111 1111 1111 1111» «5555 5555 5555 4444»",
                "«4111111111111111» «5555555555554444»",
                "«4111111111111111»,«5555555555554444»;«378282246310005»",
                "«4111111111111111»⏎«5555555555554444»",
                "12 «4111 1111 1111 1111»",
                "«4111111111111111»-123",
                "[«4111111111111111»]",
                "{\"card\": «4111111111111111»}",
                "+«4111111111111111»",
                "DE89 3704 0044 0532 0130 00 «4111 1111 1111 1111»",
                "«4111111111111111»\uD83D\uDE00",
                "\uD83D\uDE00«4111 1111 1111 1111»"
            })
    void findsUsualWritings(String marked) {
        Marked expected = Marked.parse(marked);

        assertThat(expected.foundBy(CARD)).isEqualTo(expected.values()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4111",
                "4111111111111112",
                "4111 1111 1111 1112",
                "5555555555554445",
                "378282246310006",
                "6011111111111118",
                "41111111111111111",
                "14111111111111111",
                "411111111111111",
                "41111111111111111111",
                "40000000000000000000000000000000000",
                "0000000000000000",
                "0000 0000 0000 0000",
                "1234567812345670",
                "9999999999999995",
                "1111111111111117",
                "2220000000000000",
                "2721000000000004",
                "5000000000000009",
                "411111 1111111111",
                "41 11 11 11 11 11 11 11",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "4111  1111  1111  1111",
                "4111⏎1111⏎1111⏎1111",
                "4111/1111/1111/1111",
                "4111,1111,1111,1111",
                "4111 1111-1111 1111",
                "4111_1111_1111_1111",
                "1234-4111-1111-1111-1111",
                "4111-1111-1111-1111-1234",
                "0.4111111111111111",
                "4111111111111111.5",
                "1.4111111111111111",
                "a94111111111111111",
                "4111111111111111a",
                "4111111111111111kg",
                "deadbeef4111111111111111cafe",
                "x1f4111111111111111",
                "DE89 3704 0044 0532 0130 00",
                "DE44 5001 0517 5407 3249 31",
                "+378282246310005",
                "+43 1 5880 1111 1111",
                "2026-11-28 22:40:28 1700000000000",
                "978-3-16-148410-0",
                "9783161484100",
                "4006381333931",
                "order 4111-1111-1111",
                "2001:4111:1111:1111:1111",
                "192.168.100.200",
                "4111 11** **** 1111",
                "XXXX XXXX XXXX 1111",
                "490154203237518",
                "356938035643809",
                "AB4111111111111111",
                "½⅓4111 1111",
                "Ⅳ111111111111111"
            })
    void leavesEverythingElse(String text) {
        assertThat(Marked.parse(text).foundBy(CARD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4",
                "4111",
                "4111 ",
                "4111 1111 1111 1111 ",
                "1 ",
                "1-",
                "-",
                "4a",
                "4111111111111111 ",
                "４",
                "𝟒",
                "4.",
                "a4"
            })
    void aMegabyteOfAnythingTakesNoLongerThanItsLength(String piece) {
        String text = piece.repeat(1_000_000 / piece.getBytes(UTF_8).length) + "4111111111111111";

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> CARD.find(text));
    }
}
