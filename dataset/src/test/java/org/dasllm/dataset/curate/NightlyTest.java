package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten nights with a memory give what full curations give, each with the sealed test of the night before. The rows of a night follow on those of the
 * nights before; some come late, before rows that are there already, and some of earlier nights are corrected.
 *
 * <p>With {@code -Ddasllm.nightly-rows=20000} the tenth night has so many rows, and every night is compared; without, the second and the last are.
 */
class NightlyTest {
    private static final int NIGHTS = 10;
    private static final int ROWS = Integer.getInteger("dasllm.nightly-rows", 600);
    private static final Set<Integer> COMPARED = Set.of(2, NIGHTS);
    private static final List<String> LABELS = List.of("refund", "delivery", "login", "invoice");
    private static final List<String> FILES =
            List.of("train.jsonl", "validation.jsonl", "test.jsonl", "sealed-test.jsonl", "review.csv", "card.json");

    @TempDir
    Path dir;

    private final Random random = new Random(5);
    private final List<String> prompts = new ArrayList<>();
    private int made;

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append("w").append(Integer.toString(random.nextInt(5000), 36));
        }
        return text.toString();
    }

    /** One in ten nearly as one before, one in twenty the same, one in thirty with an address, one in forty with an answer that is not allowed. */
    private String line() {
        int i = made++;
        String prompt = words(12 + random.nextInt(20));
        if (i > 10 && random.nextInt(10) == 0) {
            String[] again = prompts.get(random.nextInt(prompts.size())).split(" ");
            again[random.nextInt(again.length)] = words(1);
            prompt = String.join(" ", again);
        } else if (i > 10 && random.nextInt(20) == 0) {
            prompt = prompts.get(random.nextInt(prompts.size()));
        } else if (random.nextInt(30) == 0) {
            prompt += " write to w" + i + "@example.com";
        }
        prompts.add(prompt);
        String answer = random.nextInt(40) == 0 ? "no idea" : LABELS.get(random.nextInt(LABELS.size()));
        String split = random.nextInt(50) == 0 ? "test" : null;
        return random.nextInt(100) == 0
                ? "{broken " + i
                : Json.line(new Sample(
                        "m" + i,
                        "g" + i / 2,
                        split,
                        List.of(Message.system("Name the desk."), Message.user(prompt)),
                        answer,
                        split == null ? null : LABELS.get(i % LABELS.size()),
                        Map.of("customer", "c" + random.nextInt(4 * ROWS)),
                        "teacher:t"));
    }

    /** The rows of one night more. */
    private void oneNightMore(List<String> lines) {
        int more = ROWS / NIGHTS;
        for (int i = 0; i < more; i++) {
            boolean late = i % 10 == 0 && !lines.isEmpty();
            lines.add(late ? random.nextInt(lines.size()) : lines.size(), line());
        }
        for (int i = 0; i < more / 20 && lines.size() > more; i++) {
            int corrected = random.nextInt(lines.size() - more);
            String before = lines.get(corrected);
            lines.set(
                    corrected,
                    i % 2 == 0
                            ? before.replace("\"completion\":\"refund\"", "\"completion\":\"login\"")
                            : before.replace("\"content\":\"w", "\"content\":\"corrected w"));
        }
    }

    private static String config(Path sealed, String more) {
        return "{\"near_duplicates\": {\"remove\": true}, \"masking\": {}, \"together\": [\"customer\"], \"answer_values\":"
                + " [\"refund\", \"delivery\", \"login\", \"invoice\"], \"sealed_test\": \"" + sealed + "\"" + more
                + "}";
    }

    /** What a dataset consists of, without what says how it was computed. */
    private static List<String> contents(Path out) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : FILES) {
            String text = text(out.resolve(name));
            if (name.equals("card.json")) {
                ObjectNode card = Json.parse(text, ObjectNode.class, name);
                ((ObjectNode) card.path("configuration")).remove(List.of("memory", "sealed_test"));
                text = card.toString();
            }
            texts.add(text);
        }
        texts.add(Json.mapper()
                .readValue(out.resolve("manifest.json").toFile(), DatasetManifest.class)
                .rows()
                .toString());
        return texts;
    }

    @Test
    void tenNightsGiveWhatFullCurationsGive() throws IOException {
        Path memory = dir.resolve("memory");
        Path sealed = Files.writeString(dir.resolve("nothing.jsonl"), "");
        List<String> lines = new ArrayList<>();
        boolean all = System.getProperty("dasllm.nightly-rows") != null;
        for (int night = 1; night <= NIGHTS; night++) {
            oneNightMore(lines);
            Path input = Files.write(dir.resolve("samples.jsonl"), lines);
            Path out = dir.resolve("night-" + night);
            CurationSummary summary = curate(config(sealed, ", \"memory\": \"" + memory + "\""), out, input);
            if (all || COMPARED.contains(night)) {
                Path full = dir.resolve("full-" + night);
                curate(config(sealed, ""), full, input);
                assertThat(contents(out)).as("night " + night).isEqualTo(contents(full));
                if (night == NIGHTS) {
                    assertThat(summary.card().dropped().keySet())
                            .contains("near-duplicate", "unparseable-line", "answer-unknown-value");
                    assertThat(summary.card().found("masked-rows")).isPositive();
                }
            }
            sealed = out.resolve("sealed-test.jsonl");
        }
        assertThat(lines).hasSize(ROWS / NIGHTS * NIGHTS);
        try (Stream<Path> tables = Files.list(memory)) {
            assertThat(tables.filter(path -> path.getFileName().toString().startsWith("table-rows-")))
                    .hasSize(NIGHTS);
        }
    }

    private void sameAsInFull(String sealed, Path memory, String name, Path... inputs) throws IOException {
        Path out = dir.resolve(name);
        Path full = dir.resolve(name + "-full");
        Path file = Path.of(sealed);
        curate(config(file, ", \"memory\": \"" + memory + "\""), out, inputs);
        curate(config(file, ""), full, inputs);
        assertThat(contents(out)).as(name).isEqualTo(contents(full));
    }

    /** Lines that are in two inputs, twice in one, move from one to the other, are gone for a night and come again. */
    @Test
    void knownLinesCountWhereTheyAreToday() throws IOException {
        Path sealed = Files.writeString(dir.resolve("nothing.jsonl"), "");
        Path memory = dir.resolve("memory");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(line());
        }
        lines.addAll(lines.subList(0, 5));
        Path one = dir.resolve("one.jsonl");
        Path other = dir.resolve("other.jsonl");
        Files.write(one, lines.subList(0, 40));
        Files.write(other, lines.subList(30, 65));
        sameAsInFull(sealed.toString(), memory, "first", one, other);
        Files.writeString(one, "\ufeff" + String.join("\n", lines.subList(20, 60)) + "\n \n");
        Files.write(other, lines.subList(50, 65));
        sameAsInFull(sealed.toString(), memory, "second", one, other);
        Files.write(one, lines.subList(0, 40));
        sameAsInFull(dir.resolve("second").resolve("sealed-test.jsonl").toString(), memory, "third", other, one);
    }

    /** When there are many parts all tables are written anew, and of rows that moved, were dropped or are gone nothing is left that a later night would take for written. */
    @Test
    void whatIsWrittenAnewIsOfUseToTheNextNights() throws IOException {
        Path sealed = Files.writeString(dir.resolve("nothing.jsonl"), "");
        Path memory = dir.resolve("memory");
        List<String> lines = new ArrayList<>();
        Path input = dir.resolve("samples.jsonl");
        for (int night = 1; night <= 5; night++) {
            for (int i = 0; i < 30; i++) {
                lines.add(line());
            }
            // Which rows are gone changes each night, and with them what is near what and where it is.
            int gone = night;
            List<String> there = IntStream.range(0, lines.size())
                    .filter(i -> i % 7 != gone)
                    .mapToObj(lines::get)
                    .toList();
            Files.write(input, there);
            sameAsInFull(sealed.toString(), memory, "night-" + night, input);
            assertThat(parts(memory, "rows")).isEqualTo(night == 3 ? 1 : night < 3 ? night : night - 2);
            if (night == 2) {
                Path index = memory.resolve("memory.json");
                ObjectNode written = Json.parse(Files.readString(index), ObjectNode.class, "the index");
                ObjectNode tables = (ObjectNode) written.path("tables");
                ArrayNode many = tables.putArray("of no night");
                for (int i = 0; i < 16; i++) {
                    many.add(tables.path("rows").path(0).asText());
                }
                Files.writeString(index, Json.pretty(written));
            }
        }
    }

    private static int parts(Path memory, String table) throws IOException {
        return Json.parse(Files.readString(memory.resolve("memory.json")), ObjectNode.class, "the index")
                .path("tables")
                .path(table)
                .size();
    }

    /** What {@link org.dasllm.format.progress.Progress#line} was given. */
    private static List<String> said(String config, Path out, Path input) {
        List<String> lines = new ArrayList<>();
        CurateConfig parsed = CurateConfigs.parse(config, "the test's configuration");
        CurationRun.run(
                parsed, parsed.task(Optional.empty()), List.of(input), out, SparkForTests.session(), new Progress() {
                    @Override
                    public void start(String title, long total, String unit) {}

                    @Override
                    public void update(long done, String note) {}

                    @Override
                    public void line(String text) {
                        lines.add(text);
                    }

                    @Override
                    public void finish() {}
                });
        return lines;
    }

    @Test
    void whatWasDecidedOrConfiguredSinceIsWorkedOutAnew() throws IOException {
        Path sealed = Files.writeString(dir.resolve("nothing.jsonl"), "");
        Path memory = dir.resolve("memory");
        String remember = ", \"memory\": \"" + memory + "\"";
        List<String> lines = new ArrayList<>();
        made = 0;
        for (int i = 0; i < 40; i++) {
            lines.add(line());
        }
        Path input = Files.write(dir.resolve("samples.jsonl"), lines);
        assertThat(said(config(sealed, remember), dir.resolve("first"), input)).hasSize(1);

        List<String> decided = new ArrayList<>(List.of("row,decision,label,who,when,note"));
        for (String line : lines) {
            if (decided.size() < 4 && line.contains("\"completion\":\"login\"") && !line.contains("\"gold\"")) {
                decided.add(Sha256.ofString(line) + ",relabel,invoice,A. Weber,2026-11-29,");
            }
        }
        Path decisionFile = Files.write(dir.resolve("decisions.csv"), decided);
        String decisions = ", \"decisions\": \"" + decisionFile + "\"";
        Path second = dir.resolve("second");
        assertThat(said(config(sealed, remember + decisions), second, input)).hasSize(1);
        Path full = dir.resolve("full");
        CurationSummary summary = curate(config(sealed, decisions), full, input);
        assertThat(summary.card().found("decided-by-people")).isEqualTo(3);
        assertThat(text(second.resolve("train.jsonl"))).isEqualTo(text(full.resolve("train.jsonl")));

        String shorter = remember + ", \"prompt_characters\": {\"maximum\": 60}";
        assertThat(said(config(sealed, shorter), dir.resolve("third"), input))
                .hasSize(2)
                .first()
                .asString()
                .contains("is of another configuration or version, and is not used");
        assertThat(text(dir.resolve("third").resolve("card.json"))).contains("prompt-too-long");

        Path other = Files.createDirectory(dir.resolve("other"));
        Files.writeString(other.resolve("letters.txt"), "of value");
        assertThatThrownBy(() -> curate(config(sealed, ", \"memory\": \"" + other + "\""), full, input))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("holds something that is not the memory of a curation");
        assertThat(other.resolve("letters.txt")).exists();
    }
}
