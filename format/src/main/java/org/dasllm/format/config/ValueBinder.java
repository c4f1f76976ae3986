package org.dasllm.format.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns one JSON value into the Java type that a record component has. */
final class ValueBinder {
    private final ConfigSource source;
    private final Problems problems;
    private final RecordBinder records;

    ValueBinder(ConfigSource source, Problems problems, RecordBinder records) {
        this.source = source;
        this.problems = problems;
        this.records = records;
    }

    /** The value, or null where a problem was noted. */
    @Nullable
    Object bind(JsonNode node, Type type, JsonPointer at, String name) {
        if (type instanceof ParameterizedType generic) {
            return generic(node, generic, at, name);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == JsonNode.class) {
            return free(node, at);
        }
        if (raw.isRecord()) {
            return node.isObject()
                    ? records.bind(node, raw, at, name + ".")
                    : wrong(node, at, name, "a section with keys of its own");
        }
        return node.isValueNode() && !node.isNull()
                ? single(node, raw, at, name)
                : wrong(node, at, name, "a single value");
    }

    /** A value of no type of ours, in which a word such as {@code no} is the word, and only true and false are truth values. */
    private JsonNode free(JsonNode node, JsonPointer at) {
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(entry ->
                            object.set(entry.getKey(), free(entry.getValue(), at.appendProperty(entry.getKey()))));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < node.size(); i++) {
                array.add(free(node.get(i), at.appendIndex(i)));
            }
            return array;
        }
        String spelled = source.spelling(at, node);
        boolean word = node.isBoolean() && !spelled.equalsIgnoreCase("true") && !spelled.equalsIgnoreCase("false");
        return word ? JsonNodeFactory.instance.textNode(spelled) : node;
    }

    private @Nullable Object generic(JsonNode node, ParameterizedType type, JsonPointer at, String name) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(bind(node, arguments[0], at, name));
        }
        if (type.getRawType() == List.class) {
            return list(node, arguments[0], at, name);
        }
        if (type.getRawType() == Set.class) {
            List<?> list = list(node, arguments[0], at, name);
            return list == null ? null : new LinkedHashSet<>(list);
        }
        if (type.getRawType() == Map.class) {
            return map(node, arguments[1], at, name);
        }
        throw new IllegalStateException("No configuration can hold a " + type);
    }

    private @Nullable List<?> list(JsonNode node, Type element, JsonPointer at, String name) {
        if (!node.isArray()) {
            wrong(node, at, name, "a list");
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Object value = bind(node.get(i), element, at.appendIndex(i), name + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() < node.size() ? null : values;
    }

    private @Nullable Map<String, Object> map(JsonNode node, Type valueType, JsonPointer at, String name) {
        if (!node.isObject()) {
            wrong(node, at, name, "keys and values");
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            String key = entry.getKey();
            Object value = bind(entry.getValue(), valueType, at.appendProperty(key), name + "." + key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values.size() < node.size() ? null : values;
    }

    private @Nullable Object single(JsonNode node, Class<?> type, JsonPointer at, String name) {
        String text = source.spelling(at, node);
        try {
            if (type == String.class) {
                return text;
            } else if (type == Path.class) {
                return Path.of(text);
            } else if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text.replace("_", ""));
            } else if (type == long.class || type == Long.class) {
                return Long.valueOf(text.replace("_", ""));
            } else if (type == double.class || type == Double.class) {
                return number(text);
            } else if (type == boolean.class || type == Boolean.class) {
                return node.isBoolean() ? (Object) node.booleanValue() : wrong(node, at, name, "true or false");
            } else if (type.isEnum()) {
                return constant(node, type, at, name);
            }
        } catch (IllegalArgumentException notOfThisType) {
            return wrong(node, at, name, expected(type));
        }
        throw new IllegalStateException("No configuration can hold a " + type);
    }

    private static Double number(String text) {
        double value = Double.parseDouble(text.replace("_", ""));
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not finite");
        }
        return value;
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == double.class || type == Double.class ? "a number" : "a path";
    }

    private @Nullable Object constant(JsonNode node, Class<?> type, JsonPointer at, String name) {
        String wanted = node.asText().toUpperCase(Locale.ROOT).replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(wanted)) {
                return constant;
            }
        }
        String known = Arrays.stream(type.getEnumConstants())
                .map(constant -> Keys.of((Enum<?>) constant))
                .collect(Collectors.joining(", "));
        return wrong(node, at, name, "one of " + known);
    }

    private @Nullable Object wrong(JsonNode node, JsonPointer at, String name, String expected) {
        String found = switch (node.getNodeType()) {
            case OBJECT -> "keys and values";
            case ARRAY -> "a list";
            case NULL -> "nothing";
            default -> "'" + source.spelling(at, node) + "'";
        };
        problems.add(source.where(at), "'" + name + "' must be " + expected + ", not " + found);
        return null;
    }

    /** Reports each path that is not there. */
    void requireExisting(@Nullable Object value, Presence presence, JsonPointer at, String name) {
        if (value instanceof Path path) {
            presence.absence(path).ifPresent(absence -> problems.add(source.where(at), "'" + name + "': " + absence));
        } else if (value instanceof Optional<?> optional) {
            requireExisting(optional.orElse(null), presence, at, name);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                requireExisting(list.get(i), presence, at.appendIndex(i), name + "[" + i + "]");
            }
        }
    }
}
