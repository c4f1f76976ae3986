package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dasllm.dataset.config.Contamination;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test sets of banking77 and Snips planted among training rows: as they are, within a longer message, and changed. Each set's training rows
 * beside the other's test set have nothing of it.
 */
class PlantedEvaluationTest {
    private static final Path DATA = Path.of(System.getProperty("dasllm.shared", "../../shared"), "data");

    @TempDir
    Path dir;

    private static boolean found(FindContamination step, String prompt) {
        Sample sample = new Sample("a", "g", "train", List.of(Message.user(prompt)), "x", null, Map.of(), "teacher:t");
        return step.decide(Candidate.of(sample)) instanceof Rejection;
    }

    /** Of rows, which may go on over several lines in quotes, the text without its class. */
    private static List<String> banking(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String line : Files.readAllLines(DATA.resolve("banking77").resolve(name)).stream()
                .skip(1)
                .toList()) {
            row.append(row.isEmpty() ? "" : " ").append(line);
            if (row.chars().filter(character -> character == '"').count() % 2 == 0) {
                String text = row.substring(0, row.lastIndexOf(","));
                texts.add(
                        text.startsWith("\"")
                                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                                : text);
                row.setLength(0);
            }
        }
        return texts;
    }

    private static List<String> snips(String begin) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(DATA.resolve("snips"))) {
            files = all.filter(path -> path.getFileName().toString().startsWith(begin))
                    .sorted()
                    .toList();
        }
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            String json = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            for (JsonNode intent : Json.parse(json, JsonNode.class, file.toString())) {
                for (JsonNode row : intent) {
                    StringBuilder text = new StringBuilder();
                    row.path("data")
                            .forEach(piece -> text.append(piece.path("text").asText()));
                    texts.add(text.toString());
                }
            }
        }
        return texts;
    }

    /** Other case and punctuation; in a text of ten words and more every tenth word another one, in one of eight or nine one word. */
    private static String changed(String text, Random random) {
        List<String> words =
                new ArrayList<>(List.of(text.toUpperCase(Locale.ROOT).split("\\s+")));
        if (Words.of(text).size() >= 8) {
            for (int i = 0; i < Math.max(1, words.size() / 10); i++) {
                words.set(random.nextInt(words.size()), "w" + random.nextInt(100_000));
            }
        }
        return "- " + String.join(" ", words).replace(",", " -").replace(".", "!") + " ...";
    }

    private FindContamination step(String name, List<String> texts) throws IOException {
        Path file = Files.write(
                dir.resolve(name + ".jsonl"),
                texts.stream().map(text -> Json.line(Map.of("text", text))).toList());
        return new FindContamination(new Contamination(List.of(file), 0.5, 8));
    }

    private static void planted(String name, FindContamination step, List<String> texts, List<String> others) {
        Random random = new Random(3);
        List<String> longOnes =
                texts.stream().filter(text -> Words.of(text).size() >= 8).toList();
        long verbatim = texts.stream().filter(text -> found(step, text)).count();
        long within = longOnes.stream()
                .filter(text -> found(step, "Hello, as I wrote before: " + text + " Many thanks, and have a good day."))
                .count();
        long changed = texts.stream()
                .filter(text -> found(step, changed(text, random)))
                .count();
        long changedLong = longOnes.stream()
                .filter(text -> found(step, changed(text, random)))
                .count();
        List<String> wrong = others.stream().filter(text -> found(step, text)).toList();
        System.out.printf(
                Locale.ROOT,
                "%s: verbatim %d of %d, within a longer text %d of %d, changed %d of %d (%.4f), of eight words and more %d of %d (%.4f),"
                        + " wrong %d of %d %s%n",
                name,
                verbatim,
                texts.size(),
                within,
                longOnes.size(),
                changed,
                texts.size(),
                (double) changed / texts.size(),
                changedLong,
                longOnes.size(),
                (double) changedLong / longOnes.size(),
                wrong.size(),
                others.size(),
                wrong);
        assertThat(verbatim).isEqualTo(texts.size());
        assertThat(within).isEqualTo(longOnes.size());
        assertThat((double) changed / texts.size()).isGreaterThanOrEqualTo(0.95);
        assertThat((double) changedLong / longOnes.size()).isGreaterThanOrEqualTo(0.95);
        assertThat(wrong).hasSizeLessThanOrEqualTo(others.size() / 1000);
    }

    @Test
    void testSetsOfRealTextAreFoundAndNothingElseIs() throws IOException {
        assumeTrue(
                Files.isDirectory(DATA.resolve("banking77")) && Files.isDirectory(DATA.resolve("snips")),
                "needs ../shared/data/banking77 and snips");
        List<String> banking = banking("test.csv");
        List<String> snips = snips("validate_");
        assertThat(banking).hasSize(3080);
        assertThat(snips).hasSize(700);
        planted("banking77", step("banking77", banking), banking, snips("train_"));
        planted("Snips", step("snips", snips), snips, banking("train.csv"));
    }
}
