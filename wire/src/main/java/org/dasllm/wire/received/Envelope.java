package org.dasllm.wire.received;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the JSON of others as leniently as can be done without guessing: numbers that are none, text after the value, raw
 * line breaks in texts, a comma too many. Its size, depth and number of values are bounded. A key that is there twice with
 * two values says nothing and is read as null, so that no one of them becomes a label by chance.
 */
public final class Envelope {
    /** More than any transport takes in. */
    private static final int MOST_CHARACTERS = 32 << 20;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(400)
                            .maxStringLength(MOST_CHARACTERS)
                            .maxTokenCount(8_000_000)
                            .build())
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build())
            .build()
            .reader();

    private Envelope() {}

    /** @throws JsonProcessingException where no reading makes JSON of it */
    public static JsonNode read(String text) throws JsonProcessingException {
        Recorder recorder = new Recorder();
        JsonNode root = READER.with(recorder).readTree(text);
        recorder.repeated.forEach(Repeated::settle);
        return root;
    }

    /** A key that was given again. The values are compared at the end: until then objects and arrays are still filled. */
    private record Repeated(ObjectNode object, String key, JsonNode earlier) {
        void settle() {
            if (!earlier.equals(object.get(key))) {
                object.putNull(key);
            }
        }
    }

    private static final class Recorder extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;
        private final transient List<Repeated> repeated = new ArrayList<>();

        @Override
        public ObjectNode objectNode() {
            return new RecordedObject(this);
        }
    }

    @SuppressWarnings("unchecked") // A lint on what Jackson's own class overrides.
    private static final class RecordedObject extends ObjectNode {
        private static final long serialVersionUID = 1L;
        private final transient Recorder recorder;

        RecordedObject(Recorder recorder) {
            super(recorder);
            this.recorder = recorder;
        }

        @Override
        public JsonNode replace(String key, JsonNode value) {
            JsonNode earlier = super.replace(key, value);
            if (earlier != null) {
                recorder.repeated.add(new Repeated(this, key, earlier));
            }
            return earlier;
        }
    }
}
