package org.dasllm.harvest.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReviewedFileTest {
    private static final String HEADER =
            "row,id,prompt,share,people,candidate_1,by_1,candidate_2,by_2,choice,label,annotator,note\n";

    @TempDir
    Path dir;

    private Path written(String candidate, String prompt) {
        try (DisagreementsFile file = new DisagreementsFile(dir)) {
            file.add(new DisputedPrompt(
                    "r1",
                    "s1",
                    prompt,
                    0.5,
                    "",
                    List.of(
                            new DisputedPrompt.Candidate(candidate, "a, b 2 times"),
                            new DisputedPrompt.Candidate("other", "c"))));
            return file.commit();
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("reviewed.csv"), text);
    }

    /** The written table with two cells of its only line filled in, as a spreadsheet would. */
    private static String filled(Path table, String choice, String label, String annotator) throws IOException {
        String text = Files.readString(table);
        return text.substring(0, text.length() - "\"\",\"\",\"\",\"\"\r\n".length()) + choice + "," + label + ","
                + annotator + ",\r\n";
    }

    @Test
    void noCellIsAFormulaAndEveryTextComesBackAsItWas() throws IOException {
        for (String text : List.of(
                "=HYPERLINK(\"http://evil\";\"x\")",
                "+1",
                "-2",
                "@SUM(A1)",
                "\tx",
                "'=x",
                "a \"quoted\", thing\nline two",
                "{\"a\":1}")) {
            Path table = written(text, text);
            String raw = Files.readString(table);
            assertThat(raw).startsWith("\uFEFFrow,");
            assertThat(raw.substring(raw.indexOf('\n'))).doesNotContain(",\"=", ",\"+", ",\"-", ",\"@", ",\"\t");
            List<ReviewedLabel> labels = ReviewedFile.read(file(filled(table, "1", "", "anna")));
            assertThat(labels).extracting(ReviewedLabel::answer).containsExactly(text);
            assertThat(labels).extracting(ReviewedLabel::annotator).containsExactly("anna");
            Files.delete(table);
        }
    }

    @Test
    void spreadsheetsOfOtherCountriesAreRead() throws IOException {
        for (String delimiter : List.of(",", ";", "\t")) {
            String text = (HEADER + "r1,s1,p,0.5,,x,a,y,b,2,,anna,\n").replace(",", delimiter);
            Files.write(dir.resolve("reviewed.csv"), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
            assertThat(ReviewedFile.read(dir.resolve("reviewed.csv")))
                    .extracting(ReviewedLabel::answer)
                    .containsExactly("y");
            Files.write(dir.resolve("reviewed.csv"), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
            assertThat(ReviewedFile.read(dir.resolve("reviewed.csv"))).hasSize(1);
        }
    }

    @Test
    void whatPeopleFilledInIsNeverOverwritten() throws IOException {
        Path first = written("x", "p");
        assertThat(written("y", "p")).as("nobody has filled it in").isEqualTo(first);
        Files.writeString(first, filled(first, "1", "", ""));
        byte[] theirs = Files.readAllBytes(first);
        Path second = written("z", "p");
        assertThat(second.getFileName()).hasToString("disagreements-2.csv");
        assertThat(first).hasBinaryContent(theirs);
        try (var files = Files.list(dir)) {
            assertThat(files).as("and nothing half-written stays").hasSize(2);
        }
    }

    @Test
    void whatIsWrongIsOneLineWithFileAndLine() throws IOException {
        refused("r1,s1,p,0.5,,x,a,y,b,2,z,anna,\n", ":2: there are a choice, '2', and a label, 'z'");
        refused("r1,s1,p,0.5,,x,a,y,b,7,,anna,\n", ":2: the choice '7' is the number of no candidate");
        refused("r1,s1,p,0.5,,x,a,y,b,two,,anna,\n", ":2: the choice 'two' is the number of no candidate");
        refused("r1,s1,p,0.5,,x,a,y,b,1,,,\n", ":2: the label has no annotator");
        refused(",s1,p,0.5,,x,a,y,b,1,,anna,\n", ":2: the label has no row");
        refused("r1,s1,\"p,0.5\n", "is not a CSV file");
        refused("r1,s1,p,0.5,,x,a,y,b,1,anna\n", ":2: there are 11 cells, and the first line names 13 columns");
        assertThatThrownBy(() -> ReviewedFile.read(file("row,label,annotator\nr1,x,anna\n")))
                .hasMessageContaining(":2: the column 'choice' is missing");
    }

    private void refused(String line, String message) {
        assertThatThrownBy(() -> ReviewedFile.read(file(HEADER + line)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("reviewed.csv")
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }
}
