package org.dasllm.eval.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dasllm.format.io.Json;

/** What {@code tools/reference/evaluation_figures.py} wrote. */
public final class Figures {
    private Figures() {}

    public static JsonNode of(String part) {
        try (InputStream in = Objects.requireNonNull(Figures.class.getResourceAsStream("/reference/figures.json"))) {
            return Objects.requireNonNull(Json.mapper().readTree(in).get(part), part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    public static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }

    public static boolean[] truths(JsonNode array) {
        boolean[] truths = new boolean[array.size()];
        for (int i = 0; i < truths.length; i++) {
            truths[i] = array.get(i).asBoolean();
        }
        return truths;
    }
}
