package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    @TempDir
    Path dir;

    private static final Sample SAMPLE = new Sample(
            "a", "g", null, List.of(Message.user("héllo\n")), null, "gold", Map.of("z", "1", "a", "2"), null);

    @Test
    void writesSortedMapsAndNoNulls() {
        assertThat(Json.line(SAMPLE))
                .isEqualTo("{\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"héllo\\n\"}],"
                        + "\"gold\":\"gold\",\"attributes\":{\"a\":\"2\",\"z\":\"1\"}}");
    }

    @Test
    void readsBackWhatItWrote() {
        Path file = dir.resolve("sample.json");
        Json.write(file, SAMPLE);
        assertThat(Json.read(file, Sample.class)).isEqualTo(SAMPLE);
    }

    private record Settings(Path file, Optional<Integer> limit, Optional<Path> other) {}

    @Test
    void pathsAreWrittenAsGiven() {
        assertThat(Json.line(new Settings(Path.of("data/x.csv"), Optional.of(3), Optional.empty())))
                .isEqualTo("{\"file\":\"data/x.csv\",\"limit\":3,\"other\":null}");
        assertThat(Json.parse("\"data/x.csv\"", Path.class, "here")).isEqualTo(Path.of("data/x.csv"));
    }

    @Test
    void anAbsentCollectionIsEmpty() {
        Sample sample = Json.parse("{\"id\":\"a\",\"group\":\"g\"}", Sample.class, "here");
        assertThat(sample.prompt()).isEmpty();
        assertThat(sample.attributes()).isEmpty();
    }

    @Test
    void aStringOfSomeTwentyMillionCharactersIsRead() {
        String text = "x".repeat(21_000_000);
        assertThat(Json.parse("\"" + text + "\"", String.class, "here")).hasSameSizeAs(text);
    }

    @Test
    void aMissingComponentIsRefusedByItsName() {
        assertRefused("{\"id\":\"a\"}", "here, line 1, column 10: the key 'group' is missing");
    }

    @Test
    void aNullWhereAValueMustBeIsRefused() {
        assertRefused("{\"id\":null,\"group\":\"g\"}", "id");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheKnownOnes() {
        assertRefused(
                "{\"id\":\"a\",\"group\":\"g\",\n\"glod\":\"x\"}",
                "line 2, column 12: unknown key 'glod', known are attributes, completion");
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertRefused("{\"id\":\"a\",\"id\":\"b\",\"group\":\"g\"}", "id");
    }

    @Test
    void textAfterTheValueIsRefused() {
        assertRefused("{\"id\":\"a\",\"group\":\"g\"} {}", "here, line 1, column 24: there is text after the value");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> Json.parse("[".repeat(10_000), Object.class, "here"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("nested more than 200 levels deep");
    }

    @Test
    void anEmptyTextIsRefused() {
        assertRefused("", "here");
    }

    @Test
    void anAbsentFileIsNamed() {
        assertThatThrownBy(() -> Json.read(dir.resolve("none.json"), TreeMap.class))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageStartingWith("There is no file " + dir.resolve("none.json"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws Exception {
        Path file = Files.write(dir.resolve("latin1.json"), new byte[] {'"', (byte) 0xe9, '"'});
        assertThatThrownBy(() -> Json.read(file, String.class)).hasMessageContaining("is not UTF-8 text");
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> Json.parse(json, Sample.class, "here"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n", "com.fasterxml", "org.dasllm");
    }
}
