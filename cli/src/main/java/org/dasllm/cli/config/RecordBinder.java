package org.dasllm.cli.config;

import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** Builds a record from a YAML mapping: keys in snake_case, one a component. */
final class RecordBinder {
    private final ConfigurationErrors errors;
    private final ValueBinder values;
    private final boolean checkExisting;

    /**
     * Binds into records.
     *
     * @param checkExisting whether a path that is to be there is looked for
     */
    RecordBinder(ConfigurationErrors errors, boolean checkExisting) {
        this.errors = errors;
        this.checkExisting = checkExisting;
        this.values = new ValueBinder(errors, this);
    }

    /** The record, or null where an error was reported. */
    <T> @Nullable T bind(MappingNode node, Class<T> type, String path) {
        int before = errors.found().size();
        Map<String, Node> given = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            String name = ConfigurationFile.name(tuple);
            if (given.put(name, tuple.getValueNode()) != null) {
                errors.addTwice(tuple.getKeyNode().getStartMark(), path + name);
            }
        }
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(node, components, path);
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = component(node, given.get(key(components[i])), components[i], path);
        }
        return errors.found().size() > before ? null : construct(node, type, components, arguments, path);
    }

    private void refuseUnknown(MappingNode node, RecordComponent[] components, String path) {
        List<String> known = Arrays.stream(components).map(RecordBinder::key).toList();
        for (NodeTuple tuple : node.getValue()) {
            String name = ConfigurationFile.name(tuple);
            if (!known.contains(name)) {
                String hint = NearestName.of(name, known)
                        .map(nearest -> "did you mean '" + path + nearest + "'?")
                        .orElse("known here: " + String.join(", ", known));
                errors.add(tuple.getKeyNode().getStartMark(), "unknown key '" + path + name + "', " + hint);
            }
        }
    }

    private @Nullable Object component(
            MappingNode parent, @Nullable Node node, RecordComponent component, String path) {
        String name = path + key(component);
        Default preset = component.getAnnotation(Default.class);
        if (node == null || ConfigurationFile.isNull(node)) {
            if (preset != null) {
                return values.bind(
                        new Yaml().compose(new StringReader(preset.value())), component.getGenericType(), name);
            }
            if (component.getType() == Optional.class) {
                return Optional.empty();
            }
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                return null;
            }
            if (component.getType().isRecord() && allOptional(component.getType())) {
                return bind(emptyMapping(parent.getStartMark()), component.getType(), name + ".");
            }
            errors.add(parent.getStartMark(), "missing key '" + name + "'");
            return null;
        }
        Object value = values.bind(node, component.getGenericType(), name);
        if (checkExisting && component.isAnnotationPresent(Existing.class)) {
            values.requireExisting(node, value, name);
        }
        return value;
    }

    /** Whether a section can be left out because every one of its keys can. */
    private static boolean allOptional(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .allMatch(c -> c.isAnnotationPresent(Default.class)
                        || c.getType() == Optional.class
                        || c.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        || (c.getType().isRecord() && allOptional(c.getType())));
    }

    static MappingNode emptyMapping(Mark mark) {
        return new MappingNode(
                org.yaml.snakeyaml.nodes.Tag.MAP,
                true,
                List.of(),
                mark,
                mark,
                org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
    }

    private <T> @Nullable T construct(
            MappingNode node, Class<T> type, RecordComponent[] components, Object[] arguments, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            String where = path.isEmpty() ? "" : "'" + path.substring(0, path.length() - 1) + "': ";
            errors.add(node.getStartMark(), where + reason(refused, components));
            return null;
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(type + " cannot be bound", fault);
        }
    }

    /** What the record's own check said, with the keys' names as they stand in YAML. */
    private static String reason(InvocationTargetException refused, RecordComponent[] components) {
        Throwable cause = refused.getCause();
        String reason = cause == null ? refused.toString() : String.valueOf(cause.getMessage());
        for (RecordComponent component : components) {
            reason = reason.replaceAll("\\b" + component.getName() + "\\b", key(component));
        }
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    /** {@code maxTokens} is {@code max_tokens} in YAML. */
    static String key(RecordComponent component) {
        return Arrays.stream(component.getName().split("(?=\\p{Lu})"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("_"));
    }
}
