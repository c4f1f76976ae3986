package org.dasllm.format.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alternative is {@code ["text", -1.5]} in JSON, with its bytes as a third element where the text does not say them: an answer has some
 * hundreds, so that keys would be most of a file. Journals of version 0.1.0 have an object with {@code text}, {@code bytes} and
 * {@code logProbability}, which is read as well.
 */
final class AlternativeJson {
    private AlternativeJson() {}

    /** Writes the list. */
    static final class Writer extends JsonSerializer<AnswerToken.Alternative> {
        @Override
        public void serialize(AnswerToken.Alternative alternative, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeStartArray();
            out.writeString(alternative.text());
            out.writeNumber(alternative.logProbability());
            List<Integer> bytes = alternative.bytes();
            if (bytes != null) {
                out.writeStartArray();
                for (int each : bytes) {
                    out.writeNumber(each);
                }
                out.writeEndArray();
            }
            out.writeEndArray();
        }
    }

    /** Reads a list or an object. */
    static final class Reader extends JsonDeserializer<AnswerToken.Alternative> {
        @Override
        public AnswerToken.Alternative deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.isExpectedStartArrayToken() ? list(in) : object(in, context);
        }

        private static AnswerToken.Alternative list(JsonParser in) throws IOException {
            in.nextToken();
            String text = text(in);
            in.nextToken();
            float logProbability = number(in);
            List<Integer> bytes = in.nextToken() == JsonToken.END_ARRAY ? null : bytes(in);
            if (bytes != null && in.nextToken() != JsonToken.END_ARRAY) {
                throw wrong(in, "more than a text, a log-probability and bytes");
            }
            return new AnswerToken.Alternative(text, bytes, logProbability);
        }

        private static AnswerToken.Alternative object(JsonParser in, DeserializationContext context)
                throws IOException {
            if (!in.isExpectedStartObjectToken()) {
                throw wrong(in, "neither a list nor an object");
            }
            @Nullable String text = null;
            @Nullable Float logProbability = null;
            @Nullable List<Integer> bytes = null;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "text" -> text = text(in);
                    case "logProbability" -> logProbability = number(in);
                    case "bytes" -> bytes = in.hasToken(JsonToken.VALUE_NULL) ? null : bytes(in);
                    default -> context.handleUnknownProperty(in, null, AnswerToken.Alternative.class, name);
                }
            }
            if (text == null || logProbability == null) {
                throw wrong(in, "without a text or a log-probability");
            }
            return new AnswerToken.Alternative(text, bytes, logProbability);
        }

        private static String text(JsonParser in) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                throw wrong(in, "without a text");
            }
            return in.getText();
        }

        private static float number(JsonParser in) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_NUMBER_FLOAT) && !in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                throw wrong(in, "without a log-probability");
            }
            return in.getFloatValue();
        }

        private static List<Integer> bytes(JsonParser in) throws IOException {
            if (!in.isExpectedStartArrayToken()) {
                throw wrong(in, "with bytes that are no list");
            }
            List<Integer> bytes = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (!in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                    throw wrong(in, "with bytes that are no numbers");
                }
                bytes.add(in.getIntValue());
            }
            return bytes;
        }

        private static JsonMappingException wrong(JsonParser in, String how) {
            return JsonMappingException.from(in, "an alternative of a token is " + how);
        }
    }
}
