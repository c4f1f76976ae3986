package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A night of rubbish does not take the place of the dataset that is there, each gate for its own reason. */
class GatesTest {
    private static final String TASK = "{\"kind\": \"label\", \"labels\": [\"fee\", \"loan\", \"lost\"]}";

    @TempDir
    Path dir;

    /** @param labels of which row i has the i-th, from the beginning again and again */
    private Path rows(String name, int count, String... labels) {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(sample(
                    "s" + i,
                    "g" + i,
                    null,
                    "request " + Integer.toHexString(i * 7919) + " of " + Integer.toHexString(i * 104729 + 17) + " and "
                            + i,
                    labels[i % labels.length]));
        }
        return file(dir, name, lines.toArray());
    }

    private static void refused(ThrowingCallable run, String... gates) {
        assertThatThrownBy(run)
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.VERDICT))
                .hasMessageContaining("(" + String.join(", ", gates) + ")")
                .hasMessageNotContaining("\n");
    }

    /** With a slip in its name a gate would never fail. */
    @Test
    void aGateOnAReasonThatDoesNotExistIsRefused() {
        Path out = dir.resolve("dataset");
        assertThatThrownBy(() -> curate(
                        "{\"gates\": {\"most_by_reason\": {\"refusals\": 0.01}}}",
                        TASK,
                        out,
                        rows("rows.jsonl", 10, "fee")))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("curate.gates.most_by_reason names 'refusals'")
                .hasMessageContaining("refusal, repetition");
        assertThat(out).doesNotExist();
    }

    @Test
    void whatFailsAGateIsNotTaken() throws IOException {
        Path out = dir.resolve("dataset");
        Path refusedPlace = dir.resolve("dataset-refused");
        Path first = Files.writeString(dir.resolve("empty.json"), "");
        String gates =
                "{\"gates\": {\"least_rows\": 200, \"most_rows\": 1000, \"most_repeated_ids\": 0.01, \"most_dropped\": 0.2,"
                        + " \"most_by_reason\": {\"answer-unknown-value\": 0.05}, \"least_median_prompt\": 10, \"most_median_prompt\": 60,"
                        + " \"least_median_answer\": 2, \"most_median_answer\": 4, \"most_drift\": 0.1, \"accepted\": \"";
        Path good = rows("good.jsonl", 300, "fee", "loan", "lost", "loan");
        CurationSummary accepted = curate(gates + first + "\"}}", TASK, out, good);
        assertThat(accepted.card().gates()).hasSize(9).allMatch(Gate::holds);
        assertThat(text(out.resolve("card.html"))).contains("The gates that are set; all hold");
        assertThat(Json.parse(text(out.resolve("manifest.json")), DatasetManifest.class, "manifest")
                        .gates())
                .hasSize(9)
                .doesNotContainValue(false);
        String before = text(out.resolve("train.jsonl"));
        String later = gates + out.resolve("card.json") + "\"}}";

        // Another order of the same classes does not fail by chance.
        curate(later, TASK, dir.resolve("other"), rows("same.jsonl", 280, "loan", "fee", "loan", "lost"));

        refused(
                () -> curate(
                        later, TASK, out, rows("moved.jsonl", 300, "fee", "fee", "fee", "fee", "fee", "loan", "lost")),
                "most_drift.label");
        refused(() -> curate(later, TASK, out, rows("few.jsonl", 100, "fee", "loan", "lost", "loan")), "least_rows");
        refused(
                () -> curate(later, TASK, out, rows("wrong.jsonl", 300, "fee", "loan", "lost", "loan", "loan", "oops")),
                "most_by_reason.answer-unknown-value");
        Path again = rows("again.jsonl", 20, "fee", "loan", "lost", "loan");
        refused(() -> curate(later, TASK, out, good, again), "most_repeated_ids");
        assertThat(text(out.resolve("train.jsonl")))
                .as("the dataset that is there")
                .isEqualTo(before);
        DatasetCard card = DatasetCard.read(refusedPlace.resolve("card.json"));
        assertThat(card.gates())
                .filteredOn(gate -> !gate.holds())
                .singleElement()
                .satisfies(gate ->
                        assertThat(gate.line()).contains("most_repeated_ids").contains("20 of 320"));
        assertThat(text(refusedPlace.resolve("card.html"))).contains("the dataset was not taken");
    }
}
