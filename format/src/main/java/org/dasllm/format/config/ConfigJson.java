package org.dasllm.format.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * A configuration record as plain JSON, every key written out, with the names it has in YAML: what {@link ConfigBinder}
 * reads back to an equal record, in this process or another.
 */
public final class ConfigJson {
    private ConfigJson() {}

    /** The record as an object; keys that hold nothing are left out. */
    public static ObjectNode of(Record config) {
        ObjectNode object = Json.mapper().createObjectNode();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            JsonNode value = value(read(component, config));
            if (!value.isNull()) {
                object.set(Keys.of(component), value);
            }
        }
        return object;
    }

    private static @Nullable Object read(RecordComponent component, Record config) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(config);
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(component + " cannot be read", fault);
        }
    }

    private static JsonNode value(@Nullable Object value) {
        if (value == null) {
            return NullNode.getInstance();
        } else if (value instanceof Record record) {
            return of(record);
        } else if (value instanceof Optional<?> optional) {
            return value(optional.orElse(null));
        } else if (value instanceof Enum<?> constant) {
            return Json.mapper().getNodeFactory().textNode(Keys.of(constant));
        } else if (value instanceof Path path) {
            return Json.mapper().getNodeFactory().textNode(path.toString());
        } else if (value instanceof Collection<?> collection) {
            ArrayNode array = Json.mapper().createArrayNode();
            collection.forEach(each -> array.add(value(each)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = Json.mapper().createObjectNode();
            map.forEach((key, each) -> object.set(String.valueOf(key), value(each)));
            return object;
        }
        return Json.mapper().valueToTree(value);
    }
}
