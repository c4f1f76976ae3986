package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nights in which rows that are not new fare otherwise, because of what is new, gone or corrected: from the third night on each gives what a full curation gives of the same lines with the
 * same sealed test, and works out no more rows than those that are connected with what changed.
 */
class TakenOverNightsTest {
    private static final List<String> LABELS = List.of("refund", "delivery", "login");

    private static final String TASK = "\"answer_values\": [\"refund\", \"delivery\", \"login\"]";

    @TempDir
    Path dir;

    private Path sealed = Path.of("");
    private String decisions = "";
    private int nights;

    @BeforeEach
    void nothingIsSealed() throws IOException {
        sealed = Files.writeString(dir.resolve("nothing.jsonl"), "");
    }

    private static Sample row(String id, String group, @Nullable String split, String prompt, String answer) {
        return row(id, group, split, prompt, answer, Map.of());
    }

    private static Sample row(
            String id,
            String group,
            @Nullable String split,
            String prompt,
            String answer,
            Map<String, String> attributes) {
        String gold = "test".equals(split) ? answer : null;
        return new Sample(id, group, split, List.of(Message.user(prompt)), answer, gold, attributes, "teacher:t");
    }

    /** A text of its own, with which no other one is near. */
    private static String text(String name) {
        return Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")
                .map(word -> word + Sha256.ofString(name + word).substring(0, 6))
                .collect(Collectors.joining(" "));
    }

    /** Twelve words of which one is another than in {@link #text}: at either end at a similarity of .82, next to it of .67, elsewhere of .54. */
    private static String near(String name, int word, String other) {
        String[] words = text(name).split(" ");
        words[word] = other;
        return String.join(" ", words);
    }

    private Path night(String config, Path... inputs) {
        nights++;
        String all = "{" + config + ", \"sealed_test\": \"" + sealed + "\"" + decisions;
        Path out = dir.resolve("night-" + nights);
        curate(all + ", \"memory\": \"" + dir.resolve("memory") + "\"}", out, inputs);
        // In the second night what came to the test set is there for the first time as a remembered one.
        if (nights > 2) {
            Path full = dir.resolve("full-" + nights);
            curate(all + "}", full, inputs);
            Map<String, String> expected = DatasetContents.of(full);
            DatasetContents.of(out)
                    .forEach((name, content) ->
                            assertThat(content).as("night %d, %s", nights, name).isEqualTo(expected.get(name)));
        }
        sealed = out.resolve("sealed-test.jsonl");
        return out;
    }

    private Path night(String config, List<?> lines) {
        return night(config, file(dir.resolve("in"), "samples.jsonl", lines.toArray()));
    }

    /** The ids of the rows that the last night worked out. */
    private Set<String> workedOut() throws IOException {
        try (Stream<Path> all = Files.list(dir.resolve("memory"))) {
            Path last = all.filter(path -> path.getFileName().toString().startsWith("table-outcomes-"))
                    .max((a, b) -> Long.compare(made(a), made(b)))
                    .orElseThrow();
            return CuratedRows.parquet(dir.resolve("memory"), last.getFileName().toString()).stream()
                    .map(row -> row.<String>getAs("id"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static long made(Path path) {
        try {
            return Files.getLastModifiedTime(path).to(java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final String NEAR = "\"near_duplicates\": {\"remove\": true}, " + TASK;

    @Test
    void aRowThatLinksTwoComponentsAndOneThatIsGoneBetweenThem() throws IOException {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(row("s" + i, "g" + i, null, text("one " + i), "refund"));
        }
        night(NEAR, lines);
        night(NEAR, lines);
        // What came to the test set has another standing in the second night; in the third nothing changes any more.
        night(NEAR, lines);
        assertThat(workedOut()).isEmpty();
        Sample link = row("link", "g3", null, near("one 7", 11, "linked"), "refund");
        lines.add(link);
        night(NEAR, lines);
        assertThat(workedOut()).contains("link", "s3", "s7").hasSizeLessThan(8);
        lines.remove(link);
        night(NEAR, lines);
        assertThat(workedOut()).contains("s3", "s7").hasSizeLessThan(8);
    }

    @Test
    void aCorrectedDuplicateWhoseSurvivorIsAnotherRow() throws IOException {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(row("s" + i, "g" + i / 3, null, near("two " + i / 3, i % 2 * 11, "w" + i), "refund"));
        }
        night(NEAR, lines);
        night(NEAR, lines);
        for (int i = 0; i < 30; i += 4) {
            lines.set(i, row("s" + i, "g" + i / 3, null, text("corrected " + i), "refund"));
        }
        night(NEAR, lines);
        for (int i = 0; i < 30; i += 5) {
            lines.set(i, row("s" + i, "g" + i / 3, null, near("two " + i / 3, i % 2 * 11, "v" + i), "login"));
        }
        night(NEAR, lines);
    }

    @Test
    void aConflictThatComesAndGoesAndIdsThatAreGivenTwice() throws IOException {
        String config = NEAR + ", \"conflicts\": {\"rule\": \"vote\"}";
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(row("s" + i, "g" + i, null, text("three " + i), "refund"));
        }
        night(config, lines);
        night(config, lines);
        List<Object> more = new ArrayList<>(lines);
        more.add(row("other", "g20", null, text("three 4"), "login"));
        more.add(row("another", "g21", null, text("three 4"), "login"));
        more.add(row("s9", "g22", null, text("again"), "delivery"));
        night(config, more);
        assertThat(workedOut()).contains("s4", "s9", "other");
        night(config, lines);
        more.addAll(lines.subList(0, 6));
        night(config, more);
        night(config, more.subList(1, more.size()));
    }

    @Test
    void namedKeysMasksAndRowsOfAFixedTestSet() throws IOException {
        String config = "\"together\": [\"customer\"], \"masking\": {}, " + TASK;
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            lines.add(row(
                    "s" + i,
                    "g" + i,
                    null,
                    text("four " + i) + " write to w" + i + "@example.com",
                    i == 5 ? "no idea" : "refund",
                    Map.of("customer", "c" + i / 2)));
        }
        lines.add("{broken");
        night(config, lines);
        night(config, lines);
        lines.add(row("fixed", "g30", "test", text("four 30"), "login", Map.of("customer", "c3")));
        lines.add(row("also", "g31", "validation", text("four 31"), "login", Map.of("customer", "c4")));
        lines.add(row("link", "g1", null, text("four 32"), "login", Map.of("customer", "c9")));
        lines.add("{broken");
        night(config, lines);
        lines.subList(24, 27).clear();
        night(config, lines);
    }

    @Test
    void sealedStandingThatChangesWithoutANewLine() throws IOException {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(row("s" + i, "g" + i / 2, null, text("five " + i), "refund"));
        }
        night(NEAR, lines);
        night(NEAR, lines);
        sealed = Files.writeString(dir.resolve("no-more.jsonl"), "");
        night(NEAR, lines);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < 40; i += 7) {
            some.add(Json.line(
                    Map.of("id", "s" + i, "row", Sha256.ofString(Json.line(lines.get(i))), "prompt", "p" + i)));
        }
        sealed = Files.write(dir.resolve("others.jsonl"), some);
        night(NEAR, lines);
    }

    @Test
    void linesThatMoveToAnotherFileAndADecision() throws IOException {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(row("s" + i, "g" + i, null, text("six " + i / 2), LABELS.get(i % 3)));
        }
        night(NEAR, lines);
        Path one = file(dir.resolve("in"), "one.jsonl", lines.subList(0, 20).toArray());
        Path samples =
                file(dir.resolve("in"), "samples.jsonl", lines.subList(16, 30).toArray());
        night(NEAR, one, samples);
        Path file = Files.write(
                dir.resolve("decisions.csv"),
                List.of(
                        "row,decision,label,who,when,note",
                        Sha256.ofString(Json.line(lines.get(7))) + ",relabel,login,A. Weber,2026-11-29,",
                        Sha256.ofString(Json.line(lines.get(8))) + ",drop,,A. Weber,2026-11-29,"));
        decisions = ", \"decisions\": \"" + file + "\"";
        night(NEAR, one, samples);
        night(NEAR, one, samples);
        decisions = "";
        night(NEAR, one, samples);
    }

    @Test
    void capsLookAtAllRowsSoThatNothingIsTakenOver() throws IOException {
        String config = NEAR + ", \"caps\": {\"per_label\": 5}";
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(row("s" + i, "g" + i, null, text("seven " + i), LABELS.get(i % 2)));
        }
        night(NEAR, lines);
        night(config, lines.subList(0, 28));
        night(config, lines);
        night(NEAR, lines);
        night(NEAR, lines);
        assertThat(workedOut()).hasSizeLessThan(lines.size());
    }

    /** Lines of few words, ids, groups and customers, so that much is connected, of which some come, go and are corrected every night. */
    @ParameterizedTest
    @CsvSource({
        "1, '\"near_duplicates\": {\"remove\": true}'",
        "2, '\"near_duplicates\": {\"remove\": true, \"threshold\": 0.6}, \"together\": [\"customer\"]'",
        "3, '\"near_duplicates\": {\"remove\": true, \"apart\": 0.5}, \"conflicts\": {\"rule\": \"vote\"}, \"masking\": {}'"
    })
    void manySmallNights(int seed, String more) {
        Random random = new Random(seed);
        Map<Integer, String> lines = new LinkedHashMap<>();
        int[] made = {0};
        for (int night = 0; night < 5; night++) {
            int count = night == 0 ? 60 : random.nextInt(6);
            for (int i = 0; i < count; i++) {
                lines.put(made[0]++, drawn(random, made[0]));
            }
            List<Integer> keys = new ArrayList<>(lines.keySet());
            for (int i = 0; night > 0 && i < 3; i++) {
                int key = keys.get(random.nextInt(keys.size()));
                switch (random.nextInt(4)) {
                    case 0 -> lines.remove(key);
                    case 1 -> lines.put(key, drawn(random, key));
                    case 2 -> lines.put(made[0]++, lines.getOrDefault(key, "{broken"));
                    default -> {}
                }
            }
            List<Object> first = new ArrayList<>();
            List<Object> second = new ArrayList<>();
            lines.forEach((key, line) -> (key % 4 == 0 ? first : second).add(line));
            night(
                    more + ", " + TASK,
                    file(dir.resolve("in"), "first.jsonl", first.toArray()),
                    file(dir.resolve("in"), "second.jsonl", second.toArray()));
        }
    }

    private static String drawn(Random random, int number) {
        if (random.nextInt(40) == 0) {
            return "{broken " + number;
        }
        String base = "base " + random.nextInt(25);
        String prompt = random.nextInt(3) == 0 ? text(base) : near(base, random.nextInt(12), "x" + random.nextInt(4));
        if (random.nextInt(6) == 0) {
            prompt += " " + text("tail " + random.nextInt(3)).substring(0, 20);
        }
        if (random.nextInt(15) == 0) {
            prompt += " from w" + random.nextInt(5) + "@example.com";
        }
        String split =
                random.nextInt(12) == 0 ? List.of("train", "validation", "test").get(random.nextInt(3)) : null;
        String id = random.nextInt(10) == 0 ? "again" + random.nextInt(5) : "s" + number;
        String answer = random.nextInt(20) == 0 ? "no idea" : LABELS.get(random.nextInt(3));
        return Json.line(row(
                id, "g" + random.nextInt(60), split, prompt, answer, Map.of("customer", "c" + random.nextInt(200))));
    }
}
