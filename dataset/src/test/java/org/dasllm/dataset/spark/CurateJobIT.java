package org.dasllm.dataset.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.curate.CurationRun;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.dataset.curate.DatasetCard;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is shipped, on a real master and two workers, against {@code local[*]}. */
class CurateJobIT {
    private static final Path JAR = Path.of(System.getProperty("dasllm.spark.jar"));
    private static final String CONFIG = """
            {"split": {"train": 0.6, "validation": 0.2, "test": 0.2}, "near_duplicates": {"remove": true}}""";
    private static final String TASK = """
            {"kind": "json", "fields": {"answer": ["yes", "no"], "since": "date", "score": "number"}}""";

    @TempDir
    Path dir;

    private Path input() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String prompt = "customer " + i % 250 + " asks about the account " + i % 250 * 31 + " and the card";
            String answer = "{\"answer\": \"" + (i % 23 == 0 ? "maybe" : i % 2 == 0 ? "yes" : "no")
                    + "\", \"since\": \"2026-02-" + (i % 31 == 0 ? 30 : 10) + "\", \"score\": 0.5}";
            lines.add(Json.line(new Sample(
                    "s" + i,
                    "g" + i % 90,
                    i % 19 == 0 ? "test" : null,
                    List.of(Message.user(prompt)),
                    answer,
                    null,
                    Map.of("channel", i % 3 == 0 ? "phone" : "web"),
                    "teacher:t")));
        }
        lines.add("{broken");
        return Files.write(dir.resolve("samples.jsonl"), lines);
    }

    private static Set<String> parquet(Path folder) {
        TreeSet<String> rows = new TreeSet<>();
        SparkForTests.session()
                .read()
                .parquet(folder.toString())
                .collectAsList()
                .forEach(row -> rows.add(row.mkString("|")));
        return rows;
    }

    @Test
    void theClusterGivesTheSameRowsHashForHash() throws Exception {
        Path input = input();
        Path config = Files.writeString(
                dir.resolve("run.json"),
                "{\"run\": \"nightly\", \"task\": " + TASK + ", \"curate\": " + CONFIG
                        + ", \"train\": {\"epochs\": 2}}");
        Path onCluster = dir.resolve("cluster");
        Path inProcess = dir.resolve("local");

        try (StandaloneCluster cluster = StandaloneCluster.start(dir.resolve("spark"))) {
            int exit = cluster.submit(
                    "--class",
                    CurateJob.class.getName(),
                    JAR.toString(),
                    "--config",
                    config.toUri().toString(),
                    "--out",
                    onCluster.toUri().toString(),
                    input.toUri().toString());
            assertThat(exit).as(cluster.log("submit")).isZero();
            assertThat(cluster.log("submit")).contains("Connecting to master " + cluster.url());
            for (int worker = 1; worker <= StandaloneCluster.WORKERS; worker++) {
                assertThat(cluster.log("worker-" + worker)).contains("Asked to launch executor");
            }
            // What a scheduler sees of a night without logs.
            int absent = cluster.submit(
                    "--class",
                    CurateJob.class.getName(),
                    JAR.toString(),
                    "--config",
                    config.toUri().toString(),
                    "--out",
                    onCluster.toUri().toString(),
                    "parquet:" + dir.resolve("absent").toUri());
            assertThat(absent).as(cluster.log("submit")).isEqualTo(ExitCode.INPUT.number());
            assertThat(cluster.log("submit"))
                    .contains("The input parquet:file:")
                    .doesNotContain("Exception in thread");
        }
        CurateConfig parsed = CurateConfigs.parse(CONFIG, "the test");
        CurationSummary local = CurationRun.run(
                parsed,
                parsed.task(Optional.of(CurateConfigs.task(TASK).longForm())),
                List.of(input),
                inProcess,
                SparkForTests.session(),
                Progress.SILENT);

        assertThat(local.card().dropped().keySet())
                .contains(
                        "unparseable-line",
                        "answer-unknown-value",
                        "answer-not-by-schema",
                        "duplicate-prompt",
                        "group-in-test");
        for (String split : List.of("train", "validation", "test")) {
            assertThat(onCluster.resolve(split + ".jsonl")).hasSameBinaryContentAs(inProcess.resolve(split + ".jsonl"));
            assertThat(parquet(onCluster.resolve(split))).isNotEmpty().isEqualTo(parquet(inProcess.resolve(split)));
        }
        assertThat(parquet(onCluster.resolve("quarantine"))).isEqualTo(parquet(inProcess.resolve("quarantine")));
        assertThat(DatasetCard.read(onCluster.resolve("card.json"))).isEqualTo(local.card());
    }

    @Test
    void theJarHoldsOurClassesAndWhatTheyNeedBesideSparkOnly() throws Exception {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            List<String> classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertThat(classes)
                    .contains("org/dasllm/format/sample/Sample.class", "org/dasllm/dataset/spark/CurateJob.class");
            assertThat(classes)
                    .allMatch(name -> name.startsWith("org/dasllm/")
                            || name.startsWith("com/networknt/")
                            || name.startsWith("com/google/i18n/phonenumbers/")
                            || name.startsWith("de/siegmar/fastcsv/")
                            || name.startsWith("org/jspecify/")
                            || name.startsWith("opennlp/tools/")
                            || name.startsWith("com/ethlo/time/"));
        }
    }
}
