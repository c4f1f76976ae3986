package org.dasllm.harvest.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.dasllm.format.io.Json;

/** A component of a JSON text, to the letter: read and written again, a number could look different. */
public final class JsonSlice {
    private JsonSlice() {}

    /** @param path names of components from outside to inside; empty where one of them is not there */
    public static Optional<String> of(String text, String... path) {
        try (JsonParser parser = Json.mapper().createParser(text)) {
            parser.nextToken();
            for (String name : path) {
                if (!enter(parser, name)) {
                    return Optional.empty();
                }
            }
            int from = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            return Optional.of(
                    text.substring(from, (int) parser.currentLocation().getCharOffset()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean enter(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}
