package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that came without a chat template is answered with all the same, and the user is shown how. */
final class PlainTemplateTest {
    private static final Path MODEL = Path.of("demo/models/student-base");
    private static final String NOTE =
            " has no chat template: messages are put one behind the other, each on a line of its own";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void aModelWithoutATemplateSaysSo() throws IOException {
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path config = folder.resolve("tokenizer_config.json");
        ObjectNode without = Json.read(config, ObjectNode.class);
        assertThat(without.remove("chat_template")).isNotNull();
        Files.writeString(config, Json.line(without));
        assertThat(errors(folder)).contains("  " + folder + NOTE);
    }

    @Test
    void aModelWithATemplateDoesNot() {
        assertThat(errors(MODEL)).noneMatch(line -> line.endsWith(NOTE));
    }

    private static List<String> errors(Path model) {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(new byte[0]));
            Outcome outcome = Outcome.of("chat", model.toString(), "--threads=1");
            assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
            return outcome.errors();
        } finally {
            System.setIn(in);
        }
    }
}
