package org.dasllm.format.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds a record from a JSON object: keys in snake_case, one a component. */
final class RecordBinder {
    private final ConfigSource source;
    private final Problems problems;
    private final ExistingPaths paths;
    private final ValueBinder values;

    RecordBinder(ConfigSource source, Problems problems, ExistingPaths paths) {
        this.source = source;
        this.problems = problems;
        this.paths = paths;
        this.values = new ValueBinder(source, problems, this);
    }

    /**
     * The record, or null where a problem was noted.
     *
     * @param path the section's keys, each with a dot behind it; empty for the whole file
     */
    <T> @Nullable T bind(JsonNode node, Class<T> type, JsonPointer pointer, String path) {
        int before = problems.count();
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(node, components, pointer, path);
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = component(node, components[i], pointer, path);
        }
        return problems.count() > before ? null : construct(type, components, arguments, pointer, path);
    }

    private void refuseUnknown(JsonNode node, RecordComponent[] components, JsonPointer pointer, String path) {
        List<String> known = Arrays.stream(components).map(Keys::of).toList();
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String hint = NearestName.of(name, known)
                        .map(nearest -> "did you mean '" + path + nearest + "'?")
                        .orElse("known here: " + String.join(", ", known));
                problems.add(source.where(pointer.appendProperty(name)), "unknown key '" + path + name + "', " + hint);
            }
        });
    }

    private @Nullable Object component(JsonNode parent, RecordComponent component, JsonPointer pointer, String path) {
        String key = Keys.of(component);
        JsonPointer at = pointer.appendProperty(key);
        String name = path + key;
        if (!parent.hasNonNull(key)) {
            return absent(component, at, name);
        }
        Object value = values.bind(parent.get(key), component.getGenericType(), at, name);
        Existing existing = component.getAnnotation(Existing.class);
        if (paths == ExistingPaths.REQUIRED && existing != null) {
            values.requireExisting(value, presence(existing.by()), at, name);
        }
        return value;
    }

    private static Presence presence(Class<? extends Presence> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(type + " cannot be made", fault);
        }
    }

    private @Nullable Object absent(RecordComponent component, JsonPointer at, String name) {
        Default preset = component.getAnnotation(Default.class);
        if (preset != null) {
            return values.bind(Defaults.tree(preset), component.getGenericType(), at, name);
        }
        if (component.getType() == Optional.class) {
            return Optional.empty();
        }
        if (!Defaults.optional(component)) {
            problems.add(source.where(at), "missing key '" + name + "'");
        }
        return null;
    }

    private <T> @Nullable T construct(
            Class<T> type, RecordComponent[] components, Object[] arguments, JsonPointer pointer, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (!(refused.getCause() instanceof InvalidConfiguration invalid)) {
                throw new IllegalStateException(type + " refuses its values in another way", refused.getCause());
            }
            for (Faults.Fault fault : invalid.faults()) {
                report(fault, pointer, path);
            }
            return null;
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(type + " cannot be bound", fault);
        }
    }

    private void report(Faults.Fault fault, JsonPointer pointer, String path) {
        if (fault.key().isEmpty()) {
            String section = path.isEmpty() ? "" : "'" + path.substring(0, path.length() - 1) + "': ";
            problems.add(source.where(pointer), section + fault.what());
        } else {
            String where = source.where(pointer.appendProperty(fault.key()));
            problems.add(where, "'" + path + fault.key() + "' " + fault.what());
        }
    }
}
