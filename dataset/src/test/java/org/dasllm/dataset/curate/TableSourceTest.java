package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.parquet;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark reads by itself: the same rows give the same dataset, and what is broken is one line or a row of the quarantine. */
class TableSourceTest {
    private static final String CONFIG = "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}}";
    private static final String HEADER = "id,group,split,prompt,completion,gold,source,channel\n";

    @TempDir
    Path dir;

    private static CurationSummary curate(Path out, String... inputs) {
        return curate(CONFIG, out, inputs);
    }

    private static CurationSummary curate(String config, Path out, String... inputs) {
        return CurationRun.runOn(
                CurateConfigs.parse(config, "the test"),
                Optional.empty(),
                List.of(inputs),
                out.toString(),
                SparkForTests.session(),
                Progress.SILENT);
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g" + i / 2,
                    i % 9 == 0 ? "test" : null,
                    List.of(Message.user(
                            "request " + i % 55 + ", \"quoted\"\nand über " + Integer.toHexString(i % 55 * 7919))),
                    i % 11 == 0 ? null : "answer " + i % 7,
                    i % 9 == 0 ? "answer " + i : null,
                    i % 5 == 0 ? Map.of() : Map.of("channel", i % 3 == 0 ? "phone" : "web"),
                    "teacher:t"));
        }
        return samples;
    }

    private static String csv(List<Sample> samples) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (Sample sample : samples) {
            List<String> cells = Arrays.asList(
                    sample.id(),
                    sample.group(),
                    sample.split(),
                    sample.prompt().get(0).content(),
                    sample.completion(),
                    sample.gold(),
                    sample.source(),
                    sample.attributes().get("channel"));
            List<String> quoted = cells.stream()
                    .map(cell -> cell == null ? "" : "\"" + cell.replace("\"", "\"\"") + "\"")
                    .toList();
            csv.append(String.join(",", quoted)).append('\n');
        }
        return csv.toString();
    }

    private static Map<String, String> hashes(Path out) throws IOException {
        return org.dasllm.format.io.Json.mapper()
                .readValue(out.resolve("manifest.json").toFile(), DatasetManifest.class)
                .rows();
    }

    /** The second night has the table of the first, with a row that is broken and a corrected one, and a file of lines that are the same rows. */
    @Test
    void rowsOfTablesAreRememberedAsLinesAre() throws IOException {
        String remember = CONFIG.substring(0, CONFIG.length() - 1) + ", \"memory\": \"" + dir.resolve("memory") + "\"}";
        List<Sample> samples = new ArrayList<>(samples());
        Path csv = Files.writeString(dir.resolve("in.csv"), csv(samples));
        curate(remember, dir.resolve("first"), "csv:" + csv);
        samples.set(7, samples.get(7).withGold("corrected"));
        Files.writeString(csv, csv(samples) + "too,few\n");
        String lines = file(dir, "in.jsonl", samples.toArray()).toString();
        Path second = dir.resolve("second");
        curate(remember, second, "csv:" + csv, lines);
        Path third = dir.resolve("third");
        curate(remember, third, "csv:" + csv, lines);
        Path full = dir.resolve("full");
        curate(full, "csv:" + csv, lines);
        assertThat(hashes(second)).isEqualTo(hashes(full));
        assertThat(hashes(third)).isEqualTo(hashes(full));
    }

    /** As JSON Lines, as CSV, as a table of flat columns, and as Parquet in the columns of a dataset's own. */
    @Test
    void theSameRowsGiveTheSameDataset() throws IOException {
        List<Sample> samples = samples();
        Path lines = dir.resolve("lines");
        curate(lines, file(dir, "in.jsonl", samples.toArray()).toString());
        Path fromCsv = dir.resolve("fromCsv");
        Path csv = Files.writeString(dir.resolve("in.csv"), csv(samples));
        CurationSummary summary = curate(fromCsv, "csv:" + csv);
        assertThat(summary.card().inputs()).extracting(InputFile::name).containsExactly("in.csv");
        assertThat(hashes(fromCsv)).isEqualTo(hashes(lines));

        Dataset<Row> rows = SparkForTests.session()
                .read()
                .option("header", true)
                .option("multiLine", true)
                .option("escape", "\"")
                .csv(csv.toString());
        rows.createOrReplaceTempView("asked");
        Path fromTable = dir.resolve("fromTable");
        curate(fromTable, "table:asked");
        assertThat(hashes(fromTable)).isEqualTo(hashes(lines));

        Path nested = dir.resolve("nested");
        SparkForTests.session()
                .sql(
                        "select id, group, split, array(struct('user' as role, prompt as content)) as prompt, completion, gold, source,"
                                + " map_filter(map('channel', channel), (k, v) -> v is not null) as attributes from asked")
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(nested.toString());
        Path fromParquet = dir.resolve("fromParquet");
        curate(fromParquet, "parquet:" + nested);
        assertThat(hashes(fromParquet)).isEqualTo(hashes(lines));
        assertThat(text(fromParquet.resolve("train.jsonl"))).isEqualTo(text(lines.resolve("train.jsonl")));
    }

    @Test
    void aDatasetIsAnInputAgain() throws IOException {
        Path out = dir.resolve("out");
        curate(out, file(dir, "in.jsonl", samples().toArray()).toString());
        Path again = dir.resolve("again");
        curate(
                again,
                "parquet:" + out.resolve("train"),
                "parquet:" + out.resolve("validation"),
                "parquet:" + out.resolve("test"));
        assertThat(text(again.resolve("train.jsonl"))).isEqualTo(text(out.resolve("train.jsonl")));
        assertThat(text(again.resolve("test.jsonl"))).isEqualTo(text(out.resolve("test.jsonl")));
    }

    @Test
    void wholeNumbersAreNamesAndWhatElseATableHasAreAttributes() {
        SparkForTests.session()
                .sql(
                        "select 7L as id, 12 as group, 'hello' as prompt, 'x' as completion, 'train' as split, date'2026-11-30' as day,"
                                + " 1.50BD as price, cast(null as string) as none")
                .createOrReplaceTempView("numbers");
        Path out = dir.resolve("out");
        curate(out, "table:numbers");
        assertThat(text(out.resolve("train.jsonl")))
                .contains("\"id\":\"7\"", "\"group\":\"12\"", "\"day\":\"2026-11-30\"", "\"price\":\"1.50\"")
                .doesNotContain("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select 1.5D as id, 'g' as group, 'p' as prompt; The column 'id' of table:wrong is double, which cannot be a sample's id",
                "select 'a' as id, 'g' as group, 1 as prompt; The column 'prompt' of table:wrong is int",
                "select 'a' as id, 'g' as group, array('p') as prompt; The column 'prompt' of table:wrong is array<string>",
                "select 'a' as id, 'g' as group, 'p' as prompt, 3 as completion; 'completion' of table:wrong is int",
                "select 'a' as id, 'g' as group, 'p' as prompt, 'x' as attributes; 'attributes' of table:wrong is string",
                "select 'a' as id, 'g' as group, 'p' as prompt, array(1) as n; 'n' of table:wrong is array<int>, which cannot be an attribute",
                "select 'a' as id, 'p' as prompt; table:wrong has no column 'group'; it has id, prompt",
            })
    void aColumnOfAWrongTypeIsOneLine(String query, String message) {
        SparkForTests.session().sql(query).createOrReplaceTempView("wrong");
        Path out = dir.resolve("out");
        assertThatThrownBy(() -> curate(out, "table:wrong"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
        assertThat(dir).isEmptyDirectory();
    }

    /** Rows of too many and too few cells, one that ends in a quoted cell, one that is Latin-1, and a byte order mark at the beginning. */
    @Test
    void brokenRowsOfCsvAreQuarantined() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\ufeffid,group,split,prompt,completion\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        bytes.writeBytes("a,g1,train,first,x\nb,g2,train,second,x,more\nc,g3,train\n".getBytes(ISO_8859_1));
        bytes.writeBytes("d,g4,train,M\u00fcller,x\ne,g5,train,\"never ends".getBytes(ISO_8859_1));
        Path csv = Files.write(dir.resolve("in.csv"), bytes.toByteArray());
        Path out = dir.resolve("out");
        CurationSummary summary = curate(out, "csv:" + csv);
        assertThat(summary.rows("train")).isEqualTo(1);
        assertThat(summary.card().lines()).isEqualTo(5);
        assertThat(quarantine(out).values()).containsOnly("unparseable-line").hasSize(4);
        assertThat(parquet(out, "quarantine").stream().map(row -> row.<String>getAs("detail")))
                .containsExactlyInAnyOrder(
                        "the row has more or fewer cells than the header",
                        "the row has more or fewer cells than the header",
                        "the row has more or fewer cells than the header",
                        "the row is not UTF-8, or has the character U+FFFD in it");
    }

    @Test
    void brokenFilesAreOneLine() throws IOException {
        Path csv = Files.writeString(dir.resolve("in.csv"), csv(samples()));
        refused("csv:" + Files.write(dir.resolve("wide.csv"), text(csv).getBytes(UTF_16)));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(csv));
        }
        byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        refused("csv:" + Files.write(dir.resolve("half.csv.gz"), half));
        refused("csv:" + dir.resolve("absent.csv"));
        refused("parquet:" + Files.write(dir.resolve("x.parquet"), "PAR1 and then nothing".getBytes(ISO_8859_1)));
        refused("table:no_such_table");
        refused("table:not a name");
        Path whole = dir.resolve("whole");
        SparkForTests.session()
                .read()
                .option("header", true)
                .csv(csv.toString())
                .write()
                .parquet(whole.toString());
        try (var parts = Files.newDirectoryStream(whole, "*.parquet")) {
            for (Path part : parts) {
                byte[] all = Files.readAllBytes(part);
                // The footer, from which the columns are known, stays; the rows are not what it says.
                Arrays.fill(all, 4, all.length / 3, (byte) 0x5a);
                Files.write(part, all);
            }
        }
        refused("parquet:" + whole);
    }

    private void refused(String input) {
        Path out = dir.resolve("out");
        assertThatThrownBy(() -> curate(out, input))
                .as(input)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(input)
                .hasMessageNotContaining("\n");
        assertThat(out).doesNotExist();
    }
}
