package org.dasllm.format.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.JsonFault;
import org.jspecify.annotations.Nullable;

/**
 * The JSON at the start of a safetensors file, checked: the tensors cover the data from 0 without holes or overlaps, and
 * each has as many bytes as its shape and type need.
 *
 * @param tensors by name, in the order of their data
 * @param dataBytes where the last tensor ends
 */
record Header(Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataBytes) {
    static final String METADATA = "__metadata__";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Says in a message without a full stop what is wrong. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    static Header parse(String json) throws Invalid {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return parse(parser);
        } catch (JsonProcessingException e) {
            throw new Invalid("its header is not valid JSON: " + JsonFault.of(e).text());
        } catch (IOException e) {
            throw new Invalid("its header is not valid JSON: " + e.getMessage());
        }
    }

    private static Header parse(JsonParser parser) throws IOException, Invalid {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Invalid("its header is not a JSON object");
        }
        List<TensorInfo> tensors = new ArrayList<>();
        Map<String, String> metadata = Map.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Invalid("the header's entry '" + name + "' is not an object");
            }
            if (name.equals(METADATA)) {
                metadata = metadata(parser);
            } else {
                tensors.add(tensor(name, parser));
            }
        }
        if (parser.nextToken() != null) {
            throw new Invalid("its header has text after the JSON object");
        }
        return ordered(tensors, metadata);
    }

    private static Map<String, String> metadata(JsonParser parser) throws IOException, Invalid {
        Map<String, String> metadata = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new Invalid("the header's metadata '" + key + "' is not a string");
            }
            metadata.put(key, parser.getText());
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static TensorInfo tensor(String name, JsonParser parser) throws IOException, Invalid {
        DType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = dtype(name, parser);
                case "shape" -> shape = numbers(name, "shape", parser);
                case "data_offsets" -> offsets = numbers(name, "data_offsets", parser);
                default -> parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw new Invalid("tensor '" + name + "' lacks "
                    + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
        }
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new Invalid("tensor '" + name + "' has the offsets " + Arrays.toString(offsets));
        }
        long bytes = bytes(name, dtype, shape);
        if (offsets[1] - offsets[0] != bytes) {
            throw new Invalid("tensor '" + name + "' has " + (offsets[1] - offsets[0]) + " bytes, but " + dtype
                    + Arrays.toString(shape) + " needs " + bytes);
        }
        return new TensorInfo(name, dtype, shape, offsets[0], offsets[1]);
    }

    /** How many bytes a tensor needs; a product that overflows, or ends within a byte, is refused. */
    static long bytes(String name, DType dtype, long[] shape) throws Invalid {
        if (Arrays.stream(shape).anyMatch(dimension -> dimension == 0)) {
            return 0;
        }
        try {
            long bits = dtype.bits();
            for (long dimension : shape) {
                bits = Math.multiplyExact(bits, dimension);
            }
            if (bits % 8 != 0) {
                throw new Invalid("tensor '" + name + "' does not end at a byte: " + dtype + Arrays.toString(shape));
            }
            return bits / 8;
        } catch (ArithmeticException e) {
            throw new Invalid("tensor '" + name + "' has more elements than can be counted: " + Arrays.toString(shape));
        }
    }

    private static DType dtype(String name, JsonParser parser) throws IOException, Invalid {
        @Nullable String text = parser.getText();
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(text)) {
                return dtype;
            }
        }
        throw new Invalid("tensor '" + name + "' has the unknown dtype '" + text + "'");
    }

    private static long[] numbers(String name, String key, JsonParser parser) throws IOException, Invalid {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new Invalid("the " + key + " of tensor '" + name + "' is not an array");
        }
        long[] numbers = new long[4];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!whole || parser.getLongValue() < 0) {
                throw new Invalid("the " + key + " of tensor '" + name + "' holds " + parser.getText()
                        + ", not a whole number from 0 to 2^63-1");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private static Header ordered(List<TensorInfo> tensors, Map<String, String> metadata) throws Invalid {
        tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        Map<String, TensorInfo> byName = new LinkedHashMap<>();
        long end = 0;
        for (TensorInfo tensor : tensors) {
            if (tensor.begin() != end) {
                String fault = tensor.begin() > end ? "there is a hole before" : "data overlaps at";
                throw new Invalid(fault + " tensor '" + tensor.name() + "', which starts at " + tensor.begin()
                        + " where " + end + " was due");
            }
            end = tensor.end();
            byName.put(tensor.name(), tensor);
        }
        return new Header(Collections.unmodifiableMap(byName), metadata, end);
    }
}
