package org.dasllm.format.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a record's component is called in a configuration: {@code maxTokens} is {@code max_tokens}. */
public final class Keys {
    private Keys() {}

    public static String of(RecordComponent component) {
        return of(component.getName());
    }

    /** The key of a name in Java's spelling, such as a component's. */
    public static String of(String javaName) {
        return Arrays.stream(javaName.split("(?=\\p{Lu})"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("_"));
    }

    /** A constant of an enum, as it is written in a configuration: in lower case. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
