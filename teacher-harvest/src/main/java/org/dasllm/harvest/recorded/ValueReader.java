package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
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
            Value value = value(parser);
            if (parser.nextToken() != null) {
                throw MismatchedInputException.from(parser, Object.class, "Trailing token found after value");
            }
            return value;
        }
    }

    /** The value at which the parser stands. */
    static Value value(JsonParser parser) throws IOException {
        @Nullable JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonEOFException(parser, null, "Unexpected end-of-input");
        }
        return switch (token) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Literal("a number", parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Value.Literal("true or false", parser.getText());
            case VALUE_NULL -> new Value.Null();
            default -> throw new JsonParseException(parser, "there is no value where one should be");
        };
    }

    private static Value fields(JsonParser parser) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return new Value.Fields(values);
    }

    private static Value items(JsonParser parser) throws IOException {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Value.Items(values);
    }
}
