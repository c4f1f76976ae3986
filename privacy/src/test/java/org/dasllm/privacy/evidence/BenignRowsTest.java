package org.dasllm.privacy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.mask.Masking;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Questions to banks and to assistants, and the demo's messages, hold no personal data: at most one in 200 is changed. */
final class BenignRowsTest {
    private static final Path SHARED = Path.of(System.getProperty("dasllm.shared", "../shared"), "data");
    private static final int MOST_PER_SOURCE = 5000;

    @Test
    void areLeftAsTheyAre() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(SHARED.resolve("banking77")), "Skipped: ../shared/data/banking77 is absent");
        Assumptions.assumeTrue(Files.isDirectory(SHARED.resolve("snips")), "Skipped: ../shared/data/snips is absent");
        List<String> rows = new ArrayList<>();
        rows.addAll(banking().stream().limit(MOST_PER_SOURCE).toList());
        rows.addAll(snips().stream().limit(MOST_PER_SOURCE).toList());
        rows.addAll(messages());
        Masking masking = DetectorRegistry.masking(PrivacyConfig.standard());
        List<String> changed = new ArrayList<>();
        for (String row : rows) {
            String masked = masking.sample().mask(row);
            if (!masked.equals(row)) {
                changed.add(row + " -> " + masked);
            }
        }
        String file = System.getProperty("dasllm.privacy-benign");
        if (file != null) {
            Files.write(Path.of(file), rows.stream().map(Json::line).toList());
        }

        assertThat(rows).hasSizeGreaterThanOrEqualTo(10_000);
        assertThat(changed).hasSizeLessThanOrEqualTo(rows.size() / 200);
        System.out.println(rows.size() + " rows, changed: " + changed);
    }

    private static List<String> banking() throws IOException {
        return Files.readAllLines(SHARED.resolve("banking77/train.csv")).stream()
                .skip(1)
                .map(line -> line.contains(",") ? line.substring(0, line.lastIndexOf(',')) : line)
                .toList();
    }

    private static List<String> snips() throws IOException {
        List<String> texts = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> found = Files.list(SHARED.resolve("snips"))) {
            files = found.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String json = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            JsonNode intents = Json.parse(json, JsonNode.class, file.toString());
            for (JsonNode intent : intents) {
                for (JsonNode row : intent) {
                    StringBuilder text = new StringBuilder();
                    row.path("data")
                            .forEach(piece -> text.append(piece.path("text").asText()));
                    texts.add(text.toString());
                }
            }
        }
        // One in three of every intent.
        return java.util.stream.IntStream.range(0, texts.size())
                .filter(i -> i % 3 == 0)
                .mapToObj(texts::get)
                .toList();
    }

    private static List<String> messages() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : List.of("harvest", "more")) {
            for (String line : Files.readAllLines(Path.of("../demo/messages", name + ".jsonl"))) {
                JsonNode prompt = Json.parse(line, JsonNode.class, name).path("prompt");
                texts.add(prompt.path(prompt.size() - 1).path("content").asText());
            }
        }
        return texts;
    }
}
