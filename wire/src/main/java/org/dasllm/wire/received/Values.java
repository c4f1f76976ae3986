package org.dasllm.wire.received;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Values of a server's JSON. What is not of the type that it should be is taken for absent. */
public final class Values {
    /** Of the year 9999, beyond which times are hardly told in seconds. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private Values() {}

    /** A text. */
    public static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** A text of an object; empty where there is none. */
    public static String words(JsonNode object, String key) {
        return text(object.path(key)).orElse("");
    }

    /** A time in seconds since 1970. */
    public static Optional<Instant> time(JsonNode node) {
        return node.isNumber() && node.canConvertToLong()
                ? Optional.of(Instant.ofEpochSecond(Math.max(0, Math.min(node.longValue(), LAST_SECOND))))
                : Optional.empty();
    }

    /** A number of tokens, or of anything else that is counted. */
    public static OptionalLong count(JsonNode node) {
        return node.isNumber() && node.canConvertToInt() && node.intValue() >= 0
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }
}
