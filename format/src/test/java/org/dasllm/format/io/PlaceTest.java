package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"base", "./base", "../base", "a folder/mäßig", "a/../base"})
    void aRelativePathIsNamedWithThePlaceItWasLookedForAt(String given) {
        Path path = Path.of(given);
        assertThat(Place.of(path))
                .isEqualTo(given + " (looked for at " + path.toAbsolutePath().normalize()
                        + "; relative paths count from the folder where the command is started)");
    }

    @Test
    void anAbsoluteOneSaysItself() {
        assertThat(Place.of(Path.of("/models/base"))).isEqualTo("/models/base");
    }

    @Test
    void aFileThatIsNotThereIsNamedSo() {
        assertThatThrownBy(() -> Json.readTree(Path.of("nowhere/report.json")))
                .hasMessageContaining("There is no file nowhere/report.json (looked for at ")
                .hasMessageContaining(
                        Path.of("nowhere/report.json").toAbsolutePath().toString());
    }
}
