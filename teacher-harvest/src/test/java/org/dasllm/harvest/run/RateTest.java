package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.label.AnswerReading;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.rate.RateControl;
import org.dasllm.harvest.run.SimulatedVendor.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole harvests on a fake clock, against vendors with limits. */
final class RateTest {
    private static final Duration HALF = Duration.ofMinutes(15);
    private static final Duration END = Duration.ofMinutes(30);
    private static final int ENDLESS = 1_000_000;
    private static final double UNLIMITED = 1e12;

    private final FakeLoop loop = new FakeLoop();

    private static Teachers configuration() {
        return Teachers.fake("http://127.0.0.1:1/v1")
                .with("max_tokens", 100)
                .with("concurrency", 200)
                .with("first_retry_seconds", 0.5)
                .with("max_retries", 6);
    }

    private Stop harvest(TeacherConfig config, SimulatedVendor vendor) {
        Iterator<Ask> open = IntStream.range(0, ENDLESS)
                .mapToObj(i -> {
                    var body = vendor.request(List.of(Message.user("prompt " + i + " " + "word ".repeat(i % 60))));
                    return new Ask("key " + i, "s" + i, body);
                })
                .iterator();
        Stop stop = new Stop();
        new Questioning(
                        config,
                        vendor,
                        line -> CompletableFuture.completedFuture(null),
                        open,
                        event -> {},
                        stop,
                        new Ledger(Prices.of(null), null, null, 100),
                        new Fitness(config, new AnswerReading(vendor)),
                        false,
                        new RateControl(config, new Random(7), loop.nanos()),
                        loop,
                        new Random(8))
                .start();
        return stop;
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, 60, 0.01",
        "OPENAI, 600, 0.01",
        "OPENAI, 3000, 0.01",
        "ANTHROPIC, 50, 0.01",
        "ANTHROPIC, 600, 0.01",
        "WINDOW, 600, 0.01",
        "RETRY_AFTER, 600, 0.01",
        "NOTHING, 600, 0.01",
        // A vendor that tells nothing is learned by its refusals: some thirty in half an hour, whatever the rate.
        "NOTHING, 60, 0.03",
    })
    void halvedLimitsOfRequestsAreUsedUpAndHardlyAnythingIsRefused(Style style, double requests, double mostRefused) {
        SimulatedVendor vendor = new SimulatedVendor(loop, style, requests, UNLIMITED);
        Stop stop = harvest(configuration().config(), vendor);
        loop.runUntil(HALF);
        double firstUse = vendor.admitted() / vendor.permittedRequests();
        int before = vendor.admitted();
        double permittedBefore = vendor.permittedRequests();
        vendor.halve();
        loop.runUntil(END);
        double secondUse = (vendor.admitted() - before) / (vendor.permittedRequests() - permittedBefore);
        double refused = (double) vendor.refused() / (vendor.admitted() + vendor.refused());
        assertThat(stop.reason()).isNull();
        assertThat(firstUse).isGreaterThan(0.9);
        assertThat(secondUse).isGreaterThan(0.9);
        assertThat(refused).isLessThan(mostRefused);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI", "ANTHROPIC"})
    void halvedLimitsOfTokensAreUsedUpToo(Style style) {
        // About 170 tokens a request, as the vendor counts before it answers.
        SimulatedVendor vendor = new SimulatedVendor(loop, style, UNLIMITED, 100_000);
        Stop stop = harvest(configuration().config(), vendor);
        loop.runUntil(HALF);
        double firstUse = vendor.admittedTokens() / vendor.permittedTokens();
        double before = vendor.admittedTokens();
        double permittedBefore = vendor.permittedTokens();
        vendor.halve();
        loop.runUntil(END);
        assertThat(stop.reason()).isNull();
        assertThat(firstUse).isGreaterThan(0.9);
        assertThat((vendor.admittedTokens() - before) / (vendor.permittedTokens() - permittedBefore))
                .isGreaterThan(0.9);
        assertThat(vendor.refused()).isLessThan(vendor.admitted() / 100);
    }

    @Test
    void whatIsConfiguredForAMinuteIsNeitherExceededNorLeftUnused() {
        SimulatedVendor vendor = new SimulatedVendor(loop, Style.NOTHING, UNLIMITED, UNLIMITED);
        harvest(configuration().with("requests_per_minute", 600).config(), vendor);
        loop.runUntil(Duration.ofMinutes(10));
        assertThat(vendor.admitted()).isBetween(5_700, 6_010);
    }

    @Test
    void tokensOfAMinuteAreSettledByWhatAnswersSay() {
        SimulatedVendor vendor = new SimulatedVendor(loop, Style.NOTHING, UNLIMITED, UNLIMITED);
        harvest(configuration().with("tokens_per_minute", 60_000).config(), vendor);
        loop.runUntil(Duration.ofMinutes(10));
        // An answer takes 10 tokens of the 100 that it may.
        assertThat(vendor.usedTokens()).isBetween(0.9 * 600_000, 1.05 * 600_000);
    }

    @Test
    void theAllowanceOfADayEndsTheHarvestWithTheTimeToComeBack() {
        SimulatedVendor vendor = new SimulatedVendor(loop, Style.NOTHING, UNLIMITED, UNLIMITED);
        Stop stop = harvest(configuration().with("requests_per_day", 500).config(), vendor);
        loop.runUntil(Duration.ofMinutes(60));
        assertThat(vendor.admitted()).isEqualTo(500);
        assertThat(stop.reason()).hasMessageContaining("requests_per_day").hasMessageContaining("for the next 14");
    }
}
