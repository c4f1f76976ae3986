package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.dasllm.dataset.config.SplitFractions;
import org.junit.jupiter.api.Test;

class GroupHashTest {
    private static Map<String, Long> counts(GroupHash hash) {
        return IntStream.range(0, 20_000)
                .mapToObj(i -> hash.split("customer-" + i))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void sharesComeOutAsAsked() {
        Map<String, Long> counts = counts(new GroupHash("salt", new SplitFractions(0.7, 0.1, 0.2)));
        assertThat(counts.get("train")).isCloseTo(14_000, Percentage.withPercentage(3));
        assertThat(counts.get("validation")).isCloseTo(2_000, Percentage.withPercentage(10));
        assertThat(counts.get("test")).isCloseTo(4_000, Percentage.withPercentage(10));
    }

    @Test
    void aShareOfNothingGetsNothing() {
        assertThat(counts(new GroupHash("s", new SplitFractions(0, 0.3, 0.7)))).containsOnlyKeys("validation", "test");
        assertThat(counts(new GroupHash("s", new SplitFractions(1, 0, 0)))).containsOnlyKeys("train");
        assertThat(counts(new GroupHash("s", new SplitFractions(0, 0, 1)))).containsOnlyKeys("test");
    }

    @Test
    void theSplitOfAGroupNeverChangesButByTheSalt() {
        // Pinned: a change here moves rows between the splits of every dataset made so far.
        SplitFractions thirds = new SplitFractions(0.34, 0.33, 0.33);
        String splits = IntStream.range(0, 12)
                .mapToObj(i -> new GroupHash("das-llm", thirds).split("g" + i).substring(0, 2))
                .collect(Collectors.joining(" "));
        assertThat(splits).isEqualTo("va tr tr va tr va va tr va te te va");
        String salted = IntStream.range(0, 12)
                .mapToObj(i -> new GroupHash("other", thirds).split("g" + i).substring(0, 2))
                .collect(Collectors.joining(" "));
        assertThat(salted).isNotEqualTo(splits);
    }
}
