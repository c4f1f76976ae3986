package org.dasllm.harvest.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;

/** What the vendors' lines of results have in common. */
public final class ResultLine {
    private ResultLine() {}

    /** How a vendor's line is understood. */
    public interface Reading {
        /** @throws IllegalArgumentException if it is none of the forms that are known */
        BatchRow of(String key, JsonNode line);
    }

    /**
     * Reads a line, whatever it may be.
     *
     * @param name of the component that holds the request's key
     */
    public static BatchRow of(String text, String name, Reading reading) {
        JsonNode line;
        try {
            line = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return new BatchRow.Unreadable(key(text, name), text);
        }
        JsonNode key = line.path(name);
        if (!key.isTextual()) {
            return new BatchRow.Unreadable(key(text, name), text);
        }
        try {
            return reading.of(key.textValue(), line);
        } catch (IllegalArgumentException e) {
            return new BatchRow.Unreadable(Optional.of(key.textValue()), text);
        }
    }

    /** Of a line that is damaged elsewhere. Our keys are SHA-256 in hexadecimal. */
    private static Optional<String> key(String text, String name) {
        Matcher matcher = Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*\"([0-9a-f]{64})\"")
                .matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What a {@link Reading} throws. */
    public static IllegalArgumentException unknown() {
        return new IllegalArgumentException("a form of result that is not known");
    }
}
