package org.dasllm.format.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsOneAndEveryOtherNumberIsMany() {
        assertThat(Counted.of(1, "exchange")).isEqualTo("1 exchange");
        assertThat(Counted.of(0, "exchange")).isEqualTo("0 exchanges");
        assertThat(Counted.of(2, "row is", "rows are")).isEqualTo("2 rows are");
        assertThat(Counted.of(1, "row is", "rows are")).isEqualTo("1 row is");
        assertThat(Counted.of(3, "batch", "batches")).isEqualTo("3 batches");
    }
}
