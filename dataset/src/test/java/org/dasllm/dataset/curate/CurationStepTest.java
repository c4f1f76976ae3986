package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes to add a step: the class, and its line in the list. */
class CurationStepTest {
    @TempDir
    Path dir;

    /** Drops prompts in capitals alone, and counts and lowers those that begin with a capital. */
    private record Shouting() implements RowStep {
        private static final Reason SHOUTED = Reason.of("shouted", "the prompt is in capitals alone");

        @Override
        public String name() {
            return "shouting";
        }

        @Override
        public List<Reason> reasons() {
            return List.of(SHOUTED);
        }

        @Override
        public List<Evidence> evidence() {
            return List.of(Evidence.noted("capitals", "Prompts that began with a capital"));
        }

        @Override
        public Decision decide(Candidate candidate) {
            Sample sample = candidate.sample();
            String prompt = sample.prompt().get(0).content();
            if (prompt.equals(prompt.toUpperCase(Locale.ROOT))) {
                return new Rejection(SHOUTED, prompt);
            }
            if (!Character.isUpperCase(prompt.codePointAt(0))) {
                return candidate;
            }
            Sample lowered = new Sample(
                    sample.id(),
                    sample.group(),
                    sample.split(),
                    List.of(Message.user(prompt.toLowerCase(Locale.ROOT))),
                    sample.completion(),
                    sample.gold(),
                    sample.attributes(),
                    sample.source(),
                    sample.tokens());
            return candidate.withSample(lowered).noting("capitals", 1);
        }
    }

    /** Loses rows, as no step may. */
    private record Losing() implements DatasetStep {
        @Override
        public String name() {
            return "losing";
        }

        @Override
        public List<Reason> reasons() {
            return List.of();
        }

        @Override
        public Dataset<Row> apply(Dataset<Row> rows) {
            return rows.limit(1);
        }
    }

    private static final CurateConfig CONFIG = CurateConfig.defaults();

    private static Curation with(int place, CurationStep step) {
        Curation without = Curation.of(CONFIG, Optional.empty());
        List<CurationStep> steps = new ArrayList<>(without.steps());
        steps.add(place, step);
        return without.with(steps);
    }

    private CurationSummary curate(Curation curation, Path out) {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", "train", "Where is my card", "x"),
                sample("b", "g2", "train", "WHERE IS IT", "x"),
                sample("c", "g3", "train", "where is my card", "x"),
                sample("d", "g4", "train", "lost", "x"));
        return CurationRun.run(
                CONFIG, Optional.empty(), curation, List.of(input), out, SparkForTests.session(), Progress.SILENT);
    }

    @Test
    void aStepIsAClassAndALineInTheListWhereverItStands() {
        for (int place : List.of(0, 6)) {
            Path out = dir.resolve("out" + place);
            CurationSummary summary = curate(with(place, new Shouting()), out);
            assertThat(quarantine(out)).containsEntry("b", "shouted").containsValue("duplicate-prompt");
            assertThat(SampleFile.read(out.resolve("train.jsonl")))
                    .extracting(kept -> kept.prompt().get(0).content())
                    .containsExactlyInAnyOrder("where is my card", "lost");
            assertThat(summary.card().dropped().get("shouted"))
                    .isEqualTo(new DatasetCard.Dropped(1, "the prompt is in capitals alone"));
            assertThat(summary.card().steps())
                    .extracting(DatasetCard.Step::name)
                    .containsSequence(
                            place == 0 ? List.of("read-sample", "shouting") : List.of("assign-split", "shouting"));
            assertThat(text(out.resolve("DATASET_CARD.md")))
                    .contains("| shouting | shouted | 1 | the prompt is in capitals alone |")
                    .contains("| Prompts that began with a capital | ");
        }
    }

    @Test
    void aLostRowIsAFaultOfTheStep() {
        assertThatThrownBy(() -> curate(with(2, new Losing()), dir.resolve("out")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of 4 lines read 1 were accepted and 0 dropped");
        assertThat(dir.resolve("out")).doesNotExist();
    }

    @Test
    void aRowStepStandsAtTheBeginningOrBehindTheSplit() {
        assertThatThrownBy(() -> with(4, new Shouting()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shouting stands neither at the beginning nor right behind the split");
    }

    @Test
    void namesAndReasonsBelongToOneStep() {
        assertThatThrownBy(() ->
                        with(0, Curation.of(CONFIG, Optional.empty()).steps().get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step normalise");
    }

    @Test
    void mapsOfParquetAreSortedByTheirKeys() {
        Path input = file(
                dir,
                "attributes.jsonl",
                new Sample(
                        "a",
                        "g",
                        "train",
                        List.of(Message.user("hello")),
                        "x",
                        null,
                        Map.of("f", "1", "e", "2", "d", "3", "c", "4", "b", "5", "a", "6"),
                        "s"));
        Path out = dir.resolve("sorted");
        CuratedRows.curate("{}", out, input);
        List<Row> keys = SparkForTests.session()
                .read()
                .parquet(out.resolve("train").toString())
                .selectExpr("map_keys(attributes)")
                .collectAsList();
        assertThat(keys.get(0).<String>getList(0)).containsExactly("a", "b", "c", "d", "e", "f");
    }
}
