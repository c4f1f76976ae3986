package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** Reads JSON so that numbers keep their spelling. A key given twice and text after the value are refused. */
final class ValueReader {
    private ValueReader() {}

    /** The one value of a text. */
    static Value parse(String json) throws IOException {
        try (JsonParser parser = Json.mapper().createParser(json)) {
            parser.nextToken();
            Value value = value(parser, Long.MAX_VALUE);
            if (parser.nextToken() != null) {
                throw MismatchedInputException.from(parser, Object.class, "Trailing token found after value");
            }
            return value;
        }
    }

    /** The array or object that a text spells, as tables hold them; any other value as it is. */
    static Value structured(Value value) {
        if (!(value instanceof Value.Text text)) {
            return value;
        }
        String stripped = text.text().strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return value;
        }
        try {
            return parse(stripped);
        } catch (JsonProcessingException e) {
            // A text that only looks like JSON is a text.
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    /** Says that a value goes on beyond its bound. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * The value at which the parser stands, of not more than {@code most} characters.
     *
     * @throws TooLongException if it has more
     */
    static Value bounded(JsonParser parser, long most) throws IOException {
        return value(parser, parser.currentTokenLocation().getCharOffset() + most);
    }

    private static Value value(JsonParser parser, long end) throws IOException {
        @Nullable JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonEOFException(parser, null, "Unexpected end-of-input");
        }
        return switch (token) {
            case START_OBJECT -> fields(parser, end);
            case START_ARRAY -> items(parser, end);
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Literal("a number", parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Value.Literal("true or false", parser.getText());
            case VALUE_NULL -> new Value.Null();
            default -> throw new JsonParseException(parser, "there is no value where one should be");
        };
    }

    private static Value fields(JsonParser parser, long end) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            requireEndBefore(parser, end);
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser, end));
        }
        return new Value.Fields(values);
    }

    private static Value items(JsonParser parser, long end) throws IOException {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            requireEndBefore(parser, end);
            values.add(value(parser, end));
        }
        return new Value.Items(values);
    }

    private static void requireEndBefore(JsonParser parser, long end) throws IOException {
        if (end != Long.MAX_VALUE && parser.currentLocation().getCharOffset() > end) {
            throw new TooLongException();
        }
    }
}
