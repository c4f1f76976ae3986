package org.dasllm.dataset.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** A record of Parquet as JSON: lists and maps without the groups that Parquet's LogicalTypes.md puts around their elements. */
final class GroupJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path file;
    private final MessageType schema;
    private final ScalarJson scalars;

    GroupJson(Path file, MessageType schema) {
        this.file = file;
        this.schema = schema;
        this.scalars = new ScalarJson(file);
    }

    /** One row. */
    String of(Group row) {
        return Json.line(object(schema, row));
    }

    private ObjectNode object(GroupType type, Group group) {
        ObjectNode object = NODES.objectNode();
        for (int field = 0; field < type.getFieldCount(); field++) {
            JsonNode value = field(type.getType(field), group, field);
            if (value != null) {
                object.set(type.getFieldName(field), value);
            }
        }
        return object;
    }

    private @Nullable JsonNode field(Type type, Group group, int field) {
        int count = group.getFieldRepetitionCount(field);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            // A list as writers made it before there was a type for lists.
            ArrayNode array = NODES.arrayNode();
            for (int i = 0; i < count; i++) {
                array.add(value(type, group, field, i));
            }
            return array;
        }
        return count == 0 ? null : value(type, group, field, 0);
    }

    private JsonNode value(Type type, Group group, int field, int index) {
        if (type.isPrimitive()) {
            return scalars.of(type.asPrimitiveType(), group, field, index);
        }
        GroupType inner = type.asGroupType();
        Group value = group.getGroup(field, index);
        if (inner.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
            return list(inner, value);
        }
        return inner.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
                ? map(inner, value)
                : object(inner, value);
    }

    private ArrayNode list(GroupType type, Group group) {
        Type repeated = type.getType(0);
        boolean wrapped = !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().equals(type.getName() + "_tuple");
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            if (wrapped) {
                JsonNode element = field(repeated.asGroupType().getType(0), group.getGroup(0, i), 0);
                array.add(element == null ? NODES.nullNode() : element);
            } else {
                array.add(value(repeated, group, 0, i));
            }
        }
        return array;
    }

    private ObjectNode map(GroupType type, Group group) {
        GroupType entry = type.getType(0).asGroupType();
        List<String> seen = new ArrayList<>();
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            Group pair = group.getGroup(0, i);
            JsonNode key = field(entry.getType(0), pair, 0);
            if (key == null || !key.isTextual() || seen.contains(key.textValue())) {
                throw DasllmException.input(
                        file + ": the map '" + type.getName() + "' has a key that is no text, or one twice",
                        "Write the file without that column");
            }
            seen.add(key.textValue());
            JsonNode value = entry.getFieldCount() < 2 ? null : field(entry.getType(1), pair, 1);
            object.set(key.textValue(), value == null ? NODES.nullNode() : value);
        }
        return object;
    }
}
