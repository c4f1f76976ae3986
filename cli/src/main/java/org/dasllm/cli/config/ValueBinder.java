package org.dasllm.cli.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dasllm.format.io.Place;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns one YAML value into the Java type that a record component has. */
final class ValueBinder {
    private final ConfigurationErrors errors;
    private final RecordBinder records;

    ValueBinder(ConfigurationErrors errors, RecordBinder records) {
        this.errors = errors;
        this.records = records;
    }

    /** The value, or null where an error was reported. */
    @Nullable
    Object bind(Node node, Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            return generic(node, generic, name);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            if (node instanceof MappingNode mapping) {
                return records.bind(mapping, raw, name + ".");
            }
            return wrong(node, name, "a section with keys of its own");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, raw, name);
        }
        return wrong(node, name, "a single value");
    }

    private @Nullable Object generic(Node node, ParameterizedType type, String name) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(bind(node, arguments[0], name));
        }
        if (type.getRawType() == List.class) {
            return list(node, arguments[0], name);
        }
        if (type.getRawType() == Set.class) {
            List<?> list = list(node, arguments[0], name);
            return list == null ? null : new java.util.LinkedHashSet<>(list);
        }
        if (type.getRawType() == Map.class) {
            return map(node, arguments[1], name);
        }
        throw new IllegalStateException("No configuration can hold a " + type);
    }

    private @Nullable List<?> list(Node node, Type element, String name) {
        if (!(node instanceof SequenceNode sequence)) {
            wrong(node, name, "a list");
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            Object value = bind(item, element, name + "[" + values.size() + "]");
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private @Nullable Map<String, Object> map(Node node, Type valueType, String name) {
        if (!(node instanceof MappingNode mapping)) {
            wrong(node, name, "keys and values");
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = ConfigurationFile.name(tuple);
            Object value = bind(tuple.getValueNode(), valueType, name + "." + key);
            if (value == null) {
                return null;
            }
            if (values.put(key, value) != null) {
                errors.addTwice(tuple.getKeyNode().getStartMark(), name + "." + key);
            }
        }
        return values;
    }

    private @Nullable Object scalar(ScalarNode node, Class<?> type, String name) {
        String text = node.getValue();
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
                return Tag.BOOL.equals(node.getTag())
                        ? Boolean.valueOf(truth(text))
                        : wrong(node, name, "true or false");
            } else if (type.isEnum()) {
                return constant(node, type, name);
            }
        } catch (IllegalArgumentException notOfThisType) {
            return wrong(node, name, expected(type));
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

    private static boolean truth(String text) {
        return Set.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == double.class || type == Double.class ? "a number" : "a path";
    }

    private @Nullable Object constant(ScalarNode node, Class<?> type, String name) {
        String wanted = node.getValue().toUpperCase(Locale.ROOT).replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(wanted)) {
                return constant;
            }
        }
        String known = Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return wrong(node, name, "one of " + known);
    }

    private @Nullable Object wrong(Node node, String name, String expected) {
        String found = node instanceof ScalarNode scalar ? "'" + scalar.getValue() + "'" : "a " + node.getNodeId();
        errors.add(node.getStartMark(), "'" + name + "' must be " + expected + ", not " + found);
        return null;
    }

    /** Reports each path that is not there. */
    void requireExisting(Node node, @Nullable Object value, String name) {
        if (value instanceof Path path && !Files.exists(path)) {
            errors.add(node.getStartMark(), "'" + name + "': there is no " + Place.of(path));
        } else if (value instanceof Optional<?> optional) {
            requireExisting(node, optional.orElse(null), name);
        } else if (value instanceof List<?> list && node instanceof SequenceNode sequence) {
            for (int i = 0; i < list.size(); i++) {
                requireExisting(sequence.getValue().get(i), list.get(i), name + "[" + i + "]");
            }
        }
    }
}
