package org.dasllm.eval.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HashOrderTest {
    /** The SHA-256 of "a", "b" and "c" begin with ca, 3e and 2e. */
    @Test
    void itemsComeInTheOrderOfTheirIdsHashes() {
        assertThat(HashOrder.of(List.of("a", "b", "c"), Function.identity())).containsExactly("c", "b", "a");
    }

    @Test
    void whereTheyStoodBeforeDoesNotMatter() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add("question-" + i);
        }
        List<String> ordered = HashOrder.of(ids, Function.identity());
        Collections.reverse(ids);
        assertThat(HashOrder.of(ids, Function.identity())).isEqualTo(ordered).isNotEqualTo(ids);
    }
}
