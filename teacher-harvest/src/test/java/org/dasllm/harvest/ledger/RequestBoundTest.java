package org.dasllm.harvest.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.LongPromptPrices;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestBoundTest {
    private static final String TIME = "2026-11-23T00:00:00Z";

    private static JsonNode body(String json) {
        return Json.parse(json, JsonNode.class, "a body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max_tokens\":20}|17|20",
                "{\"max_completion_tokens\":20}|28|20",
                "{\"max_output_tokens\":20}|24|20",
                "{\"generationConfig\":{\"maxOutputTokens\":20}}|43|20",
                "{\"inferenceConfig\":{\"maxTokens\":20}}|36|20",
                "{\"max_tokens\":20,\"n\":3}|23|60",
                "{\"generationConfig\":{\"maxOutputTokens\":20,\"candidateCount\":2}}|62|40",
                "{\"max_tokens\":20,\"tools\":[{}]}|1054|20",
                "{\"max_tokens\":20,\"tools\":[]}|28|20",
                "{\"max_tokens\":20,\"tools\":[{}],\"response_format\":{\"type\":\"json_object\"}}|2119|20",
                "{\"max_tokens\":20,\"m\":\"é\"}|26|20",
            })
    void bytesToolsSchemasAndAllAnswersCount(String json, long input, long output) {
        assertThat(RequestBound.of(body(json))).isEqualTo(new RequestBound(input, output, true));
    }

    @Test
    void withoutALimitOfItsAnswerNothingIsReservedFromABudget() {
        Ledger ledger = new Ledger(Prices.of(null), 1_000_000L, null, 0);
        assertThatThrownBy(() -> ledger.reserve(body("{\"n\":2}")))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("Set max_tokens");
    }

    @Test
    void aLimitOfMoneyWithoutPricesIsRefused() {
        assertThatThrownBy(() -> new Ledger(Prices.of(null), null, BigDecimal.ONE, 0))
                .hasMessageContaining("prices are not known")
                .hasMessageContaining("prices: {input: ..., output: ...}")
                .hasMessageNotContaining("\n");
    }

    private static JournalLine.Answer answer(
            long prompt, long completion, @Nullable Long cached, @Nullable Long thought, @Nullable Long written) {
        return new JournalLine.Answer(
                "a",
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

    @Test
    void longPromptsHaveTheirOwnPrices() {
        LongPromptPrices dear =
                new LongPromptPrices(100, 0.5, Optional.of(0.05), Optional.of(0.625), 2.5, Optional.empty());
        Prices prices = Prices.of(new TeacherPrices(
                0.1,
                Optional.of(0.01),
                Optional.of(0.125),
                0.5,
                Optional.empty(),
                "USD",
                Optional.of(dear),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        // 40 fresh, 50 from the cache, 10 put into it, 7 of the answer of which 2 are reasoning.
        assertThat(prices.cost(answer(100, 7, 50L, 2L, 10L), Amount.NOTHING).money())
                .isEqualByComparingTo("0.00000925");
        assertThat(prices.cost(answer(101, 7, 50L, 2L, 10L), Amount.NOTHING).money())
                .isEqualByComparingTo("0.00004675");
        // The bound of input is the dearest kind, which is what is put into the cache.
        assertThat(prices.most(new RequestBound(100, 10, true)).money()).isEqualByComparingTo("0.0000175");
        assertThat(prices.most(new RequestBound(101, 10, true)).money()).isEqualByComparingTo("0.000088125");
    }

    @Test
    void whatAServerBillsBeyondTheBoundIsReservedFromThenOn() throws Exception {
        JsonNode body = body("{\"max_tokens\":20}");
        Ledger ledger = new Ledger(Prices.of(null), 1000L, null, 0);
        Amount first = ledger.reserve(body).orElseThrow();
        assertThat(first.tokens()).isEqualTo(37);
        ledger.sent(new JournalLine.Request("a", "s", 1, TIME, body));
        // The server has a prompt of its own of 100 tokens.
        ledger.settle(first, answer(117, 3, null, null, null));
        assertThat(ledger.spent().tokens()).isEqualTo(120);
        assertThat(ledger.reserve(body).orElseThrow().tokens()).isEqualTo(137);
    }
}
