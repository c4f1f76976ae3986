package org.dasllm.format.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
    private static final List<String> KNOWN = List.of("epochs", "seed", "learning_rate", "lora");

    @ParameterizedTest
    @CsvSource({"epoch, epochs", "Epochs, epochs", "learnig_rate, learning_rate", "lra, lora", "sead, seed"})
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(NearestName.of(typed, KNOWN)).contains(meant);
    }

    @Test
    void suggestsNothingThatIsFarAway() {
        assertThat(NearestName.of("temperature_of_the_sun", KNOWN)).isEmpty();
        assertThat(NearestName.of("epochs", List.of())).isEmpty();
    }

    @Test
    void takesTheFirstByNameOfTwoThatAreAsNear() {
        assertThat(NearestName.of("bat", List.of("cat", "bar"))).contains("bar");
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2", "flaw, lawn, 2"})
    void countsInsertionsDeletionsAndReplacements(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
        assertThat(NearestName.distance(b, a)).isEqualTo(distance);
    }
}
