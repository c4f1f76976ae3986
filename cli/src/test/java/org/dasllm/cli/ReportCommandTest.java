package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private static final Path FINISHED = Path.of("cli/src/test/fixtures/run-0.1.0/run/evaluation/report.json");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Path earlier = FINISHED;
    private Path later = FINISHED;

    @BeforeEach
    void reports() throws IOException {
        earlier = Files.createDirectories(folder.resolve("earlier"));
        later = Files.createDirectories(folder.resolve("later"));
        Files.copy(FINISHED, earlier.resolve("report.json"));
        ObjectNode changed = Json.read(FINISHED, ObjectNode.class);
        ((ObjectNode) changed.path("plan")).put("studentSha256", "0".repeat(64)).put("margin", 0.1);
        ((ObjectNode) changed.path("verdict")).put("outcome", "NOT_SHOWN");
        Json.write(later.resolve("report.json"), changed);
    }

    private static Outcome report(Path what, String... more) {
        return Outcome.of(Stream.concat(Stream.of("report", what.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void everyFormIsWrittenBesideTheFigures() throws IOException {
        Outcome outcome = report(earlier);
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.out())
                .containsExactly(
                        earlier.resolve("report.html").toString(),
                        earlier.resolve("report.md").toString(),
                        earlier.resolve("report.pdf").toString());
        assertThat(Files.readString(earlier.resolve("report.md"))).contains("Decision and signatures");
        String pdf = Files.readString(earlier.resolve("report.pdf"), StandardCharsets.ISO_8859_1);
        assertThat(pdf).startsWith("%PDF-1.").contains("<pdfaid:part>3</pdfaid:part>");
        assertThat(report(earlier, "--out", folder.resolve("again.pdf").toString())
                        .exitCode())
                .isZero();
        assertThat(folder.resolve("again.pdf")).hasSameBinaryContentAs(earlier.resolve("report.pdf"));
    }

    /** The difference beside a signed report was an extra file, and the folder no longer passed verify. */
    @Test
    void nothingIsWrittenIntoASignedFolder() throws IOException {
        Files.createDirectories(later.resolve("signatures"));
        for (String[] more : new String[][] {{}, {"--against", earlier.toString()}}) {
            Outcome outcome = report(later, more);
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.errors())
                    .singleElement()
                    .asString()
                    .contains("is signed")
                    .contains("--out");
        }
        assertThat(later).isDirectoryNotContaining("glob:**.html");
        Path elsewhere = folder.resolve("elsewhere.html");
        report(later, "--against", earlier.toString(), "--out", elsewhere.toString());
        assertThat(elsewhere).exists();
    }

    @Test
    void theDifferenceIsWrittenAndPrinted() throws IOException {
        Outcome outcome = report(later, "--against", earlier.toString());
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(Files.readString(later.resolve("difference.html")))
                .contains("The verdict was “non-inferior” and is “not-shown”")
                .contains("What was asked has changed");
        assertThat(Files.readString(later.resolve("difference.md"))).contains("margin");
        Outcome printed = report(later, "--against", earlier.toString(), "--json");
        JsonNode difference = Json.parse(String.join("\n", printed.out()), JsonNode.class, "the difference");
        assertThat(difference.path("sameQuestions").asBoolean()).isTrue();
        assertThat(difference.path("changes").findValuesAsText("what"))
                .containsExactlyInAnyOrder("Verdict", "margin", "student, SHA-256");
        assertThat(Json.read(later.resolve("difference.json"), JsonNode.class)).isEqualTo(difference);
    }

    @Test
    void anEarlierReportThatIsNotThereIsNamed() {
        Outcome outcome = report(later, "--against", folder.resolve("nothing").toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(folder.resolve("nothing").toString());
        assertThat(later.resolve("difference.html")).doesNotExist();
    }
}
