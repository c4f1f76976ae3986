package org.dasllm.dataset.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

/** Against the figures of tools/reference/psi.py, and two by hand. */
class DriftTest {
    private record Case(Map<String, Long> before, Map<String, Long> now, double index, double low, double high) {}

    @Test
    void isWhatNumpySays() throws IOException {
        List<Case> cases;
        try (InputStream in = DriftTest.class.getResourceAsStream("/psi.json")) {
            cases = Json.mapper().readValue(in, new TypeReference<>() {});
        }
        assertThat(cases).hasSize(5);
        for (Case each : cases) {
            Drift drift = Drift.of(each.before(), each.now());
            assertThat(drift.index()).isCloseTo(each.index(), within(1e-12));
            assertThat(drift.low()).isCloseTo(each.low(), within(1e-12));
            assertThat(drift.high()).isCloseTo(each.high(), within(1e-12));
        }
    }

    @Test
    void byHand() {
        // Shares of 1/4 and 3/4 against the reverse: twice 1/2 ln 3. Half a count in a million changes nothing.
        Drift reversed = Drift.of(Map.of("a", 500_000L, "b", 1_500_000L), Map.of("a", 1_500_000L, "b", 500_000L));
        assertThat(reversed.index()).isCloseTo(Math.log(3), within(1e-5));
        Drift none = Drift.of(Map.of("a", 10L, "b", 30L), Map.of("a", 10L, "b", 30L));
        assertThat(none.index()).isZero();
        assertThat(none.low()).isNegative();
        // A single class cannot move, and nothing is said of no rows.
        assertThat(Drift.of(Map.of("a", 5L), Map.of("a", 9L)).index()).isZero();
        assertThat(Drift.of(Map.of(), Map.of("a", 9L, "b", 1L)).high()).isZero();
    }
}
