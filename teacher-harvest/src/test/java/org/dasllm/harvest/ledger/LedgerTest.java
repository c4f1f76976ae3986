package org.dasllm.harvest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {
    private static final String TIME = "2026-11-23T00:00:00Z";
    private static final JsonNode BODY =
            Json.parse("{\"model\":\"fake\",\"max_tokens\":20,\"temperature\":0.0}", JsonNode.class, "a body");
    /** Its 50 bytes and 20 tokens of answer. */
    private static final long MOST = 70;

    private static final long UNKNOWN_MOST = 1000;

    private static JournalLine request(String hash, int attempt) {
        return new JournalLine.Request(hash, "s", attempt, TIME, attempt == 1 ? BODY : null);
    }

    private static JournalLine answer(String hash, @Nullable Long prompt, @Nullable Long completion) {
        return new JournalLine.Answer(hash, 1, TIME, 5, "x", "stop", null, prompt, completion, null);
    }

    private static JournalLine failure(String hash, @Nullable String raw, @Nullable Long charged) {
        return new JournalLine.Failure(hash, 1, TIME, 5, 200, "not valid JSON", false, raw, charged);
    }

    private static Arguments journal(String name, long tokens, JournalLine... lines) {
        return Arguments.of(Named.of(name, List.of(lines)), tokens);
    }

    static Stream<Arguments> journals() {
        return Stream.of(
                journal("nothing", 0),
                journal("an answer", 13, request("a", 1), answer("a", 10L, 3L)),
                journal("an answer without its cost", MOST, request("a", 1), answer("a", 10L, null)),
                journal("an answer whose request is gone", UNKNOWN_MOST, answer("a", null, 3L)),
                journal("what could not be read", MOST, request("a", 1), failure("a", "<html>", MOST)),
                journal("what could not be read in 0.1.0", MOST, request("a", 1), failure("a", "<html>", null)),
                journal("a refusal", 0, request("a", 1), failure("a", null, 0L)),
                journal("a refusal in 0.1.0", 0, request("a", 1), failure("a", null, null)),
                journal("no response in time", MOST, request("a", 1), failure("a", null, MOST)),
                journal(
                        "three times unreadable, then answered",
                        3 * MOST + 13,
                        request("a", 1),
                        failure("a", "1", null),
                        request("a", 2),
                        failure("a", "2", null),
                        request("a", 3),
                        failure("a", "3", null),
                        request("a", 4),
                        answer("a", 10L, 3L)),
                journal("killed under way", 13 + MOST, request("a", 1), answer("a", 10L, 3L), request("b", 1)),
                journal("killed under way in a retry", MOST, request("a", 1), failure("a", null, 0L), request("a", 2)),
                journal(
                        "killed twice, then answered",
                        2 * MOST + 13,
                        request("a", 1),
                        request("a", 1),
                        request("a", 1),
                        answer("a", 10L, 3L)),
                journal(
                        "answered twice",
                        26,
                        request("a", 1),
                        answer("a", 10L, 3L),
                        request("a", 1),
                        answer("a", 10L, 3L)),
                journal("an answer that cost nothing", 0, request("a", 1), answer("a", 0L, 0L)));
    }

    @ParameterizedTest
    @MethodSource("journals")
    void everyLineCounts(List<JournalLine> lines, long tokens) {
        Ledger ledger = new Ledger(Prices.of(null), null, null, UNKNOWN_MOST);
        // As read from a file.
        lines.forEach(line -> ledger.read(Json.parse(Json.line(line), JournalLine.class, "a line")));
        assertThat(ledger.spent()).isEqualTo(new Amount(tokens, BigDecimal.ZERO));
    }

    private static final TeacherPrices PRICES =
            new TeacherPrices(0.15, Optional.of(0.075), 0.6, Optional.of(1.2), "USD");

    private static JournalLine.Answer told(
            long prompt, long completion, @Nullable Long cached, @Nullable Long thought) {
        return new JournalLine.Answer(
                "a", 1, TIME, 5, "x", "stop", null, prompt, completion, null, null, cached, thought);
    }

    private static BigDecimal money(JournalLine... lines) {
        Ledger ledger = new Ledger(Prices.of(PRICES), null, null, UNKNOWN_MOST);
        List.of(lines).forEach(ledger::read);
        return ledger.spent().money();
    }

    @Test
    void moneyIsCountedExactly() {
        assertThat(money(told(10, 3, null, null))).isEqualTo("0.0000033");
        assertThat(money(told(10, 3, 4L, 2L))).isEqualTo("0.0000042");
        // More of the cache than of the prompt cannot be.
        assertThat(money(told(10, 3, 400L, 0L))).isEqualTo("0.00000255");
        // 50 bytes and 20 tokens of answer, each at its dearest.
        assertThat(money(request("a", 1))).isEqualTo("0.0000315");
        assertThat(money(request("a", 1), failure("a", "<html>", MOST))).isEqualTo("0.0000315");
        assertThat(money(request("a", 1), failure("a", null, 0L))).isEqualTo("0");
        // Nothing is known of the request but what it was charged.
        assertThat(money(failure("a", "<html>", 10L))).isEqualTo("0.000012");
        BigDecimal many = BigDecimal.ZERO;
        Ledger ledger = new Ledger(Prices.of(PRICES), null, null, 0);
        for (int i = 0; i < 10_000; i++) {
            ledger.read(told(1, 1, null, null));
            many = many.add(new BigDecimal("0.00000075"));
        }
        assertThat(ledger.spent().money()).isEqualByComparingTo(many);
    }

    @Test
    void whatIsNotGivenIsAsDearAsItsKind() {
        TeacherPrices plain = new TeacherPrices(2, Optional.empty(), 8, Optional.empty(), "USD");
        Ledger ledger = new Ledger(Prices.of(plain), null, null, 0);
        ledger.read(told(10, 3, 10L, 3L));
        assertThat(ledger.spent().money()).isEqualTo("0.000044");
    }

    @ParameterizedTest
    @CsvSource({"70, 1, true", "69, 1, false", "1000, 0.0000315, true", "1000, 0.0000314, false"})
    void whatCouldExceedEitherLimitIsNotReserved(long tokens, BigDecimal money, boolean enough) {
        Ledger ledger = new Ledger(Prices.of(PRICES), tokens, money, 0);
        assertThat(ledger.reserve(BODY).isPresent()).isEqualTo(enough);
    }

    @Test
    void whatIsGivenBackCanBeReservedAgain() {
        Ledger ledger = new Ledger(Prices.of(null), MOST + 13, null, 0);
        Amount first = ledger.reserve(BODY).orElseThrow();
        assertThat(ledger.reserve(BODY)).isEmpty();
        ledger.sent(new JournalLine.Request("a", "s", 1, TIME, BODY));
        ledger.settle(first, answer("a", 10L, 3L));
        assertThat(ledger.reserve(BODY)).isPresent();
        assertThat(ledger.reserve(BODY)).isEmpty();
    }

    @Test
    void whatALineCostIsKeptWithItWhateverPricesComeLater() {
        Ledger then = new Ledger(Prices.of(PRICES), null, null, 0);
        JournalLine line = then.priced(answer("a", 10L, 3L));
        then.read(line);
        TeacherPrices dearer = new TeacherPrices(100, Optional.empty(), 100, Optional.empty(), "USD");
        Ledger now = new Ledger(Prices.of(dearer), null, null, 0);
        now.read(line);
        now.read(answer("b", 1L, 1L));
        assertThat(now.spent().money())
                .isEqualByComparingTo(then.spent().money().add(new BigDecimal("0.0002")));
        assertThat(now.costs().atOtherPrices().amount()).isEqualTo(then.spent());
        assertThat(now.costs().lost().amount()).isEqualTo(Amount.NOTHING);
        TeacherPrices elsewhere = new TeacherPrices(1, Optional.empty(), 1, Optional.empty(), "EUR");
        Ledger euros = new Ledger(Prices.of(elsewhere), null, null, 0);
        euros.read(line);
        assertThat(euros.spent().money()).isEqualByComparingTo("0.000013");
    }

    @Test
    void eachRequestCountsAtThePriceOfTheWayInWhichItWasSentLast() {
        TeacherPrices whole = new TeacherPrices(10, Optional.empty(), 10, Optional.empty(), "USD");
        TeacherPrices half = new TeacherPrices(5, Optional.empty(), 5, Optional.empty(), "USD");
        Ledger ledger = new Ledger(Prices.of(whole), Prices.of(half), null, new BigDecimal("0.001"), 0);
        assertThat(ledger.reserve(BODY).orElseThrow().money()).isEqualByComparingTo("0.0007");
        assertThat(ledger.reserve(BODY)).isEmpty();
        ledger.release(ledger.most(BODY));
        assertThat(ledger.reserveInBatch(BODY).orElseThrow()).isEqualTo(ledger.mostInBatch(BODY));
        ledger.release(ledger.mostInBatch(BODY));

        ledger.read(new JournalLine.Request("a", "s", 1, TIME, BODY, "a-batch"));
        assertThat(ledger.spent().money()).as("under way").isEqualByComparingTo("0.00035");
        ledger.read(failure("a", null, 0L));
        assertThat(ledger.spent().money()).isEqualByComparingTo("0");
        ledger.read(request("a", 2));
        assertThat(ledger.spent().money()).as("the same alone").isEqualByComparingTo("0.0007");
        ledger.read(answer("a", 10L, 3L));
        assertThat(ledger.spent().money()).isEqualByComparingTo("0.00013");
        ledger.read(new JournalLine.Request("b", "s", 1, TIME, BODY, "a-batch"));
        JournalLine told = ledger.priced(answer("b", 10L, 3L));
        assertThat(Objects.requireNonNull(told.cost()).amount())
                .satisfies(money -> assertThat(new BigDecimal(money)).isEqualByComparingTo("0.000065"));
        ledger.read(told);
        assertThat(ledger.spent().money()).isEqualByComparingTo("0.000195");
        assertThat(ledger.costs().atOtherPrices().count()).isZero();
        assertThat(ledger.costs().settled()).isEqualTo(ledger.spent());
    }

    @Test
    void whatPassedAGatewayCostsAHarvestNothing() {
        Ledger ledger = new Ledger(Prices.of(PRICES), null, null, UNKNOWN_MOST);
        ledger.read(new JournalLine.Feedback("ex_1", TIME, 1.0, null, null));
        assertThat(ledger.spent()).isEqualTo(Amount.NOTHING);
    }
}
