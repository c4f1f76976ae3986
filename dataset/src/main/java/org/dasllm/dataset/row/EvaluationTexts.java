package org.dasllm.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.TextFile;

/** The texts of an evaluation's file: of samples the prompt, of other JSON objects every text in them, of plain text each line. */
final class EvaluationTexts {
    /** Of objects whose texts all count, those that are too short to mean anything by themselves, such as names of splits. */
    private static final int LEAST_WORDS = 2;

    private EvaluationTexts() {}

    static List<String> read(Path file) {
        List<String> texts = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = TextFile.reader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                if (line.stripLeading().startsWith("{")) {
                    add(Json.parse(line, JsonNode.class, file + ":" + number), texts);
                } else {
                    texts.add(line);
                }
            }
        } catch (IOException e) {
            throw DasllmException.input(
                    "The evaluation texts " + file + " cannot be read (" + e.getMessage() + ")",
                    "Check the path in curate.contamination.against",
                    e);
        }
        if (texts.isEmpty()) {
            throw DasllmException.input(
                    file + " holds no text of an evaluation",
                    "Take it out of curate.contamination.against, or fill it");
        }
        return texts;
    }

    private static void add(JsonNode object, List<String> texts) {
        JsonNode prompt = object.get("prompt");
        if (prompt != null && prompt.isArray()) {
            StringBuilder all = new StringBuilder();
            for (JsonNode message : prompt) {
                if (!message.path("role").asText().equals("system")) {
                    all.append(all.isEmpty() ? "" : "\n")
                            .append(message.path("content").asText());
                }
            }
            texts.add(all.toString());
            return;
        }
        collect(object, texts);
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual() && Words.of(node.textValue()).size() >= LEAST_WORDS) {
            texts.add(node.textValue());
        }
        node.forEach(child -> collect(child, texts));
    }
}
