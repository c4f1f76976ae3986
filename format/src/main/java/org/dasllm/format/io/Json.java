package org.dasllm.format.io;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * The one way JSON is read and written here. Output is the same for the same value: maps are sorted by key, records keep
 * the order of their components, nulls are left out. Input is strict: unknown properties, properties given twice, missing
 * values and text after the value are refused, and the nesting is bounded.
 */
public final class Json {
    private static final int MAX_NESTING = 200;

    /** In characters: a line of a journal may hold a response of 32 MiB. */
    private static final int MAX_STRING = 64 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxStringLength(MAX_STRING)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    // The shortest decimal, which the JDK writes from version 19 on alone.
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .annotationIntrospector(new RequiredComponents())
            .addModule(new PlainTypes())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /** The shared mapper. Do not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** {@code value} as one line, without a line break at its end. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** {@code value} over several lines, with a line break at its end. */
    public static String pretty(Object value) {
        try {
            return PRETTY.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** Reads a whole file; anything wrong with it is a {@link DasllmException} that names the file and the line. */
    public static <T> T read(Path file, Class<T> type) {
        return parse(TextFile.read(file), type, file.toString());
    }

    /** Reads a whole file as a tree, for formats of others that carry more than we know. */
    public static JsonNode readTree(Path file) {
        return read(file, JsonNode.class);
    }

    /**
     * Reads one value from a text.
     *
     * @param where named in the message when the text is wrong
     */
    public static <T> T parse(String text, Class<T> type, String where) {
        try {
            T value = value(text, type);
            if (value == null || (value instanceof JsonNode node && node.isMissingNode())) {
                throw DasllmException.input(where + " holds no value", "Write the file again or restore it");
            }
            return value;
        } catch (Broken e) {
            String place = e.fault().place();
            throw DasllmException.input(
                    where + (place.isEmpty() ? ": " : ", ") + e.fault().text(), "Correct the file or make it again", e);
        }
    }

    /** A text that is not what was to be read. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient JsonFault fault;

        private Broken(JsonFault fault, Throwable cause) {
            super(fault.text(), cause);
            this.fault = fault;
        }

        JsonFault fault() {
            return fault;
        }
    }

    /** The one value of a text; null where that is JSON's null and the type is no tree. */
    static <T> @Nullable T value(String text, Class<T> type) throws Broken {
        JsonLocation reached = null;
        try (JsonParser parser = MAPPER.createParser(text)) {
            try {
                return MAPPER.readerFor(type).readValue(parser);
            } catch (JsonProcessingException e) {
                reached = parser.currentLocation();
                throw e;
            }
        } catch (JsonProcessingException e) {
            throw new Broken(JsonFault.of(e, reached), e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
    }

    /** Writes {@code value} over several lines; the file is either whole or as it was before. */
    public static void write(Path file, Object value) {
        AtomicFile.writeString(file, pretty(value));
    }
}
