package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems whose paths only Hadoop can follow, as a cluster's are, and one that fills up. */
class OtherFileSystemsTest {
    private static final String CONFIG = "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}}";

    @TempDir
    Path dir;

    private Configuration hadoop;

    /** A mount table by the name of {@code nightly}: no path below {@code viewfs://nightly} is one of this machine. */
    @BeforeEach
    void mount() throws IOException {
        hadoop = SparkForTests.session().sparkContext().hadoopConfiguration();
        Path disk = Files.createDirectories(dir.resolve("disk"));
        hadoop.set("fs.viewfs.mounttable.nightly.link./data", disk.toUri().toString());
        hadoop.setBoolean("fs.viewfs.impl.disable.cache", true);
    }

    @AfterEach
    void unmount() {
        hadoop.unset("fs.viewfs.mounttable.nightly.link./data");
        hadoop.unset("fs.file.impl");
        hadoop.unset("fs.file.impl.disable.cache");
    }

    private static CurationSummary curate(String out, String... inputs) {
        return CurationRun.runOn(
                CurateConfigs.parse(CONFIG, "the test"),
                Optional.empty(),
                List.of(inputs),
                out,
                SparkForTests.session(),
                Progress.SILENT);
    }

    private static Object[] samples(int seed) {
        List<Object> samples = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            samples.add(sample("s" + i, "g" + i, null, "request " + seed + " of number " + i * 7919, "answer"));
        }
        return samples.toArray();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void inputAndOutputLieWhereOnlyHadoopCanFollow() throws IOException {
        Path here = file(dir.resolve("disk"), "in.jsonl", samples(1));
        Path local = dir.resolve("local");
        CurationSummary expected = curate(local.toString(), here.toString());
        CurationSummary summary = curate("viewfs://nightly/data/out", "viewfs://nightly/data/in.jsonl");
        Path out = dir.resolve("disk").resolve("out");
        assertThat(summary.card()).isEqualTo(expected.card());
        assertThat(text(out.resolve("train.jsonl"))).isEqualTo(text(local.resolve("train.jsonl")));
        // And in the place of what is there.
        curate("viewfs://nightly/data/out", "viewfs://nightly/data/in.jsonl");
        curate("viewfs://nightly/data/out", "parquet:viewfs://nightly/data/out/train");
        assertThat(text(out.resolve("train.jsonl"))).isEqualTo(text(local.resolve("train.jsonl")));
        assertThat(names(dir.resolve("disk"))).containsExactly("in.jsonl", "out");
        assertThat(Path.of("viewfs:")).doesNotExist();
        assertThatThrownBy(() -> curate("viewfs://nightly/data/out", "viewfs://nightly/data/absent.jsonl"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("viewfs://nightly/data/absent.jsonl");
    }

    /** Full in the driver's first file, in a task's Parquet file, in the last files: yesterday's dataset stays as it is. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 60_000, 120_000})
    void aFullDiskIsOneLineAndYesterdaysDatasetStays(long free) throws IOException {
        hadoop.set("fs.file.impl", FillingFileSystem.class.getName());
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        FillingFileSystem.FREE.set(Long.MAX_VALUE);
        Path folder = Files.createDirectories(dir.resolve("filling"));
        String out = folder.resolve("out").toString();
        curate(out, file(dir, "yesterday.jsonl", samples(1)).toString());
        String yesterday = text(folder.resolve("out").resolve("manifest.json"));
        Path today = file(dir, "today.jsonl", samples(2));
        FillingFileSystem.FREE.set(free);
        assertThatThrownBy(() -> curate(out, today.toString()))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("The disk is full")
                .hasMessageNotContaining("\n");
        assertThat(names(folder)).containsExactly("out");
        assertThat(text(folder.resolve("out").resolve("manifest.json"))).isEqualTo(yesterday);
        FillingFileSystem.FREE.set(Long.MAX_VALUE);
        curate(out, today.toString());
        assertThat(text(folder.resolve("out").resolve("manifest.json"))).isNotEqualTo(yesterday);
        assertThat(names(folder)).containsExactly("out");
    }
}
