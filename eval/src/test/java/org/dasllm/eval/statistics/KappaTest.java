package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class KappaTest {
    @Test
    void givesTheTextbookValue() {
        // 20 both yes, 5 and 10 split, 15 both no: observed 0.7, by chance 0.5.
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        add(first, second, "yes", "yes", 20);
        add(first, second, "yes", "no", 5);
        add(first, second, "no", "yes", 10);
        add(first, second, "no", "no", 15);
        assertThat(Kappa.of(first, second).orElseThrow()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void oneConstantLabelIsNotEstimable() {
        assertThat(Kappa.of(List.of("a", "a"), List.of("a", "a"))).isEmpty();
        assertThat(Kappa.of(List.of("a", "b"), List.of("a", "b")).orElseThrow()).isEqualTo(1);
    }

    private static void add(List<String> first, List<String> second, String one, String other, int times) {
        first.addAll(Collections.nCopies(times, one));
        second.addAll(Collections.nCopies(times, other));
    }
}
