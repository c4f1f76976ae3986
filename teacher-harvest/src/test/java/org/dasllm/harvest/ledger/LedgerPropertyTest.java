package org.dasllm.harvest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.LongPromptPrices;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come and go in any order, and processes that are killed at any moment. */
final class LedgerPropertyTest {
    private static final String TIME = "2026-11-23T00:00:00Z";
    private static final int REQUESTS = 12;
    private static final int STEPS = 4000;
    private static final long MOST_TOKENS = 20_000;
    private static final BigDecimal MOST_MONEY = new BigDecimal("0.0123");
    private static final Prices PRICES = Prices.of(new TeacherPrices(
            0.15,
            Optional.of(0.0375),
            Optional.of(0.1875),
            0.6,
            Optional.of(0.7),
            "USD",
            Optional.of(new LongPromptPrices(60, 0.3, Optional.empty(), Optional.empty(), 1.2, Optional.empty())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));

    private final List<String> journal = new ArrayList<>();
    private final Map<String, Amount> reserved = new HashMap<>();
    private final Map<String, Amount> sent = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private Ledger ledger = open();

    private static Ledger open() {
        return new Ledger(PRICES, MOST_TOKENS, MOST_MONEY, 64);
    }

    private static JsonNode body(String hash) {
        String limit = Integer.parseInt(hash) % 2 == 0 ? "max_tokens" : "max_completion_tokens";
        return Json.parse(
                "{\"" + limit + "\":" + (5 + Integer.parseInt(hash)) + ",\"n\":" + answers(hash) + ",\"m\":\""
                        + "x".repeat(3 * Integer.parseInt(hash)) + "\"}",
                JsonNode.class,
                "a body");
    }

    /** How many answers a request asks for. */
    private static int answers(String hash) {
        return 1 + Integer.parseInt(hash) % 3;
    }

    private <T extends JournalLine> T append(T line) {
        journal.add(Json.line(line));
        return line;
    }

    private Ledger rebuilt() {
        Ledger again = open();
        journal.forEach(line -> again.read(Json.parse(line, JournalLine.class, "a line")));
        return again;
    }

    private void reserve(String hash) {
        ledger.reserve(body(hash)).ifPresent(amount -> reserved.put(hash, amount));
    }

    private void send(String hash) {
        int attempt = attempts.merge(hash, 1, Integer::sum);
        Amount amount = Objects.requireNonNull(reserved.remove(hash));
        ledger.sent(append(new JournalLine.Request(hash, "s", attempt, TIME, attempt == 1 ? body(hash) : null)));
        sent.put(hash, amount);
    }

    private void end(String hash, Random random) {
        Amount amount = Objects.requireNonNull(sent.remove(hash));
        long limit = (5L + Integer.parseInt(hash)) * answers(hash);
        switch (random.nextInt(5)) {
            case 0 -> ledger.lose(amount, hash);
            case 1 -> settle(amount, failure(hash, null, 0), random);
            case 2 -> settle(amount, failure(hash, "<html>", amount.tokens()), random);
            case 3 -> {
                settle(amount, answer(hash, null, null, random), random);
                attempts.remove(hash);
            }
            default -> {
                attempts.remove(hash);
                settle(
                        amount,
                        answer(hash, random.nextLong(amount.tokens() - limit + 1), random.nextLong(limit + 1), random),
                        random);
            }
        }
    }

    /** Lines of older journals do not tell what they count with. */
    private void settle(Amount amount, JournalLine line, Random random) {
        ledger.settle(amount, append(random.nextBoolean() ? ledger.priced(line) : line));
    }

    private static JournalLine.Failure failure(String hash, @Nullable String raw, long charged) {
        return new JournalLine.Failure(hash, 1, TIME, 5, 200, "no", false, raw, charged);
    }

    private static JournalLine.Answer answer(
            String hash, @Nullable Long prompt, @Nullable Long completion, Random random) {
        Long cached = random.nextBoolean() ? null : random.nextLong(100);
        Long thought = random.nextBoolean() ? null : random.nextLong(20);
        Long written = random.nextBoolean() ? null : random.nextLong(50);
        return new JournalLine.Answer(
                hash,
                1,
                TIME,
                5,
                "x",
                "stop",
                null,
                prompt,
                completion,
                null,
                null,
                cached,
                thought,
                written,
                null,
                null,
                null,
                null,
                null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverOverTheBudgetAndTheSameWhenReadAgain(long seed) throws Exception {
        Random random = new Random(seed);
        int kills = 0;
        int refused = 0;
        for (int step = 0; step < STEPS; step++) {
            String hash = String.valueOf(random.nextInt(REQUESTS));
            if (sent.containsKey(hash)) {
                end(hash, random);
            } else if (!reserved.containsKey(hash)) {
                reserve(hash);
                refused += reserved.containsKey(hash) ? 0 : 1;
            } else if (random.nextInt(8) == 0) {
                ledger.release(Objects.requireNonNull(reserved.remove(hash)));
            } else {
                send(hash);
            }
            assertThat(ledger.committed().tokens()).isLessThanOrEqualTo(MOST_TOKENS);
            assertThat(ledger.committed().money()).isLessThanOrEqualTo(MOST_MONEY);
            if (random.nextInt(40) == 0) {
                kills++;
                Amount unsent = reserved.values().stream().reduce(Amount.NOTHING, Amount::plus);
                Ledger again = rebuilt();
                // What was under way is at its most; what was not in the journal was not sent.
                assertThat(again.spent()).isEqualTo(ledger.committed().minus(unsent));
                ledger = again;
                reserved.clear();
                sent.clear();
                attempts.keySet().removeIf(any -> random.nextBoolean());
            }
        }
        assertThat(kills).isGreaterThan(50);
        assertThat(refused).as("the budget was reached").isPositive();
        sent.keySet().stream().toList().forEach(hash -> end(hash, random));
        reserved.values().forEach(ledger::release);
        assertThat(rebuilt().spent()).isEqualTo(ledger.spent());
        Costs costs = rebuilt().costs();
        assertThat(costs).isEqualTo(ledger.costs());
        assertThat(costs.settled()
                        .plus(costs.withoutUsage().amount())
                        .plus(costs.inVain().amount())
                        .plus(costs.lost().amount()))
                .isEqualTo(costs.spent());
    }
}
