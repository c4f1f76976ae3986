package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of {@code dasllm harvest} that do not apply, and what {@code dasllm review} says of tables. */
final class HarvestCommandTest {
    private static final List<Message> PROMPT = List.of(Message.user("My card is gone"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private String file(String harvest) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, """
                run: r
                runs: %s
                task: {kind: label, labels: [card, loan]}
                harvest: %s
                student: {base: demo/models/student-base}
                """.formatted(folder.resolve("runs"), harvest));
        return file.toString();
    }

    private String teacher(String more) throws IOException {
        SampleFile.write(
                folder.resolve("prompts.jsonl"),
                List.of(new Sample("s0", "g0", null, PROMPT, null, null, Map.of(), null)));
        return file("{prompts: [" + folder.resolve("prompts.jsonl")
                + "], teacher: {base_url: \"http://127.0.0.1:9/v1\", model: m, max_tokens: 8" + more + "}}");
    }

    private static void assertRefused(Outcome outcome, String what) {
        assertThat(outcome.exitCode()).as("%s", outcome.errors()).isEqualTo(2);
        assertThat(outcome.error()).contains(what);
    }

    @Test
    void optionsOfBatchesAreRefusedWhereNoTeacherHasThem() throws IOException {
        String file = teacher("");
        assertRefused(
                Outcome.of("harvest", file, "--submit-again", "dasllm-x"),
                "--submit-again is about batches, and no teacher that is asked has batch in its section");
        assertRefused(Outcome.of("harvest", file, "--no-wait"), "--no-wait is about batches");
        Outcome dry = Outcome.of("harvest", file, "--no-wait", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(3);
        assertThat(String.join("\n", dry.out())).contains("would refuse: --no-wait is about batches");
        assertRefused(
                Outcome.of("harvest", teacher(", protocol: openai, batch: {}"), "--reparse", "--no-wait"),
                "--no-wait is about asking, and --reparse asks for nothing");
    }

    @Test
    void optionsOfAJournalAreRefusedWithRecordedLabels() throws IOException {
        Files.writeString(folder.resolve("log.csv"), "text,label\nMy card is gone,card\n");
        String file = file("{recorded: {files: [{path: " + folder.resolve("log.csv") + "}]}}");
        for (String[] options : new String[][] {{"--reparse"}, {"--merge", "other.jsonl"}, {"--no-wait"}}) {
            Outcome refused = options.length == 1
                    ? Outcome.of("harvest", file, options[0])
                    : Outcome.of("harvest", file, options[0], options[1]);
            assertRefused(refused, options[0] + " is about a teacher's journal, and these labels are recorded ones");
        }
        assertThat(Outcome.of("harvest", file).exitCode()).isZero();
    }

    private String table(String filled) throws IOException {
        String row = Sha256.ofString("s0\n" + Json.line(PROMPT)).substring(0, 16);
        return Files.writeString(
                        folder.resolve("table.csv"), "row,choice,label,annotator\n" + row + "," + filled + "\n")
                .toString();
    }

    @Test
    void aTableInWhichNobodySaidAnythingEndsTheReviewWithAnError() throws IOException {
        String file = teacher("");
        Outcome nobody = Outcome.of("review", file, table(",,"));
        assertThat(nobody.exitCode()).isEqualTo(3);
        assertThat(nobody.error()).contains("Nobody has labelled a prompt of this harvest. Fill in the columns choice");
        Outcome json = Outcome.of("review", file, table(",,"), "--json");
        assertThat(json.exitCode()).isEqualTo(3);
        assertThat(String.join("", json.out())).contains("\"contradictions\"").doesNotContain("\"people\"");

        Outcome labelled = Outcome.of("review", file, table(",card,anna"));
        assertThat(labelled.exitCode()).as("%s", labelled.errors()).isZero();
        assertThat(labelled.out())
                .containsExactly("anna: 1 prompt has a right answer, on 0 people contradict each other.");
        Outcome others = Outcome.of(
                "review",
                file,
                Files.writeString(
                                folder.resolve("other.csv"), "row,choice,label,annotator\n0123456789abcdef,,card,ben\n")
                        .toString());
        assertThat(others.exitCode()).isEqualTo(3);
        assertThat(others.out()).containsExactly("1 label is about a prompt that this harvest does not ask.");
    }
}
