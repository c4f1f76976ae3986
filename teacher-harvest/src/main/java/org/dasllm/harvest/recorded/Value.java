package org.dasllm.harvest.recorded;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** A value of a row, spelled as in the file. That there is none at all is not a value: null, empty and absent differ. */
sealed interface Value {
    /** What it is, for messages. */
    String kind();

    /** Whether it says nothing: null, an empty text, an array or an object of nothing. */
    boolean isEmpty();

    /** As JSON, keys sorted, without blanks; numbers stay as they are spelled. */
    String json();

    record Text(String text) implements Value {
        @Override
        public String kind() {
            return "a text";
        }

        @Override
        public boolean isEmpty() {
            return text.isBlank();
        }

        @Override
        public String json() {
            return Json.line(text);
        }
    }

    /**
     * A number, or true or false.
     *
     * @param spelling as in the file: {@code 1.0} is not {@code 1}
     */
    record Literal(String kind, String spelling) implements Value {
        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public String json() {
            return spelling;
        }
    }

    record Null() implements Value {
        @Override
        public String kind() {
            return "null";
        }

        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public String json() {
            return "null";
        }
    }

    record Items(List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "an array";
        }

        @Override
        public boolean isEmpty() {
            return values.isEmpty();
        }

        @Override
        public String json() {
            return values.stream().map(Value::json).collect(Collectors.joining(",", "[", "]"));
        }
    }

    record Fields(Map<String, Value> values) implements Value {
        public Fields {
            values = Map.copyOf(values);
        }

        boolean has(String key) {
            return values.containsKey(key);
        }

        /** The value of a key; null where there is no such key. */
        @Nullable
        Value get(String key) {
            return values.get(key);
        }

        @Override
        public String kind() {
            return "an object";
        }

        @Override
        public boolean isEmpty() {
            return values.isEmpty();
        }

        @Override
        public String json() {
            return new TreeMap<>(values)
                    .entrySet().stream()
                            .map(field -> Json.line(field.getKey()) + ":"
                                    + field.getValue().json())
                            .collect(Collectors.joining(",", "{", "}"));
        }
    }
}
