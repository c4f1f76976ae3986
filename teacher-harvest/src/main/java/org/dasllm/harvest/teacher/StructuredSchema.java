package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/**
 * A task's schema as a vendor's structured output takes it. It may allow more than the task's own, which curation holds every answer to
 * anyway: keywords that a vendor refuses are left out where nothing else can be meant by what remains.
 */
final class StructuredSchema {
    private static final Set<TeacherProtocol> CLOSED = Set.of(
            TeacherProtocol.OPENAI,
            TeacherProtocol.RESPONSES,
            TeacherProtocol.AZURE,
            TeacherProtocol.ANTHROPIC,
            TeacherProtocol.BEDROCK);
    private static final Set<TeacherProtocol> ALL_REQUIRED =
            Set.of(TeacherProtocol.OPENAI, TeacherProtocol.RESPONSES, TeacherProtocol.AZURE);
    private static final Set<TeacherProtocol> FEW_KEYWORDS = Set.of(TeacherProtocol.ANTHROPIC, TeacherProtocol.BEDROCK);

    /** As Anthropic's own clients leave them. */
    private static final Set<String> KEPT = Set.of(
            "$defs",
            "$ref",
            "type",
            "enum",
            "const",
            "anyOf",
            "oneOf",
            "allOf",
            "description",
            "title",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "format");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private static final List<String> SCHEMAS_BY_NAME = List.of("properties", "$defs", "definitions");
    private static final List<String> SCHEMAS_IN_LISTS = List.of("anyOf", "oneOf", "allOf", "prefixItems");

    private final TeacherConfig config;

    private StructuredSchema(TeacherConfig config) {
        this.config = config;
    }

    /** @throws DasllmException naming the place where the schema says what the vendor cannot be held to */
    static JsonNode of(JsonNode schema, TeacherConfig config) {
        if (!schema.path("type").asText().equals("object")) {
            throw new StructuredSchema(config).refusal("", "is no object at its top");
        }
        ObjectNode copy = schema.deepCopy();
        copy.remove("$schema");
        new StructuredSchema(config).fit(copy, "");
        return copy;
    }

    private void fit(ObjectNode schema, String place) {
        if (schema.path("type").asText().equals("object") || schema.has("properties")) {
            object(schema, place);
        }
        if (FEW_KEYWORDS.contains(config.protocol())) {
            fewKeywords(schema);
        } else if (schema.has("enum") && !schema.has("type")) {
            types(schema);
        }
        for (String key : SCHEMAS_BY_NAME) {
            schema.path(key)
                    .properties()
                    .forEach(each -> below(each.getValue(), place + "/" + key + "/" + each.getKey()));
        }
        for (String key : SCHEMAS_IN_LISTS) {
            for (int i = 0; i < schema.path(key).size(); i++) {
                below(schema.path(key).get(i), place + "/" + key + "/" + i);
            }
        }
        below(schema.path("items"), place + "/items");
    }

    private void below(JsonNode schema, String place) {
        if (schema instanceof ObjectNode object) {
            fit(object, place);
        }
    }

    private void object(ObjectNode schema, String place) {
        JsonNode others = schema.path("additionalProperties");
        if (CLOSED.contains(config.protocol()) && !(others.isBoolean() && !others.booleanValue())) {
            throw refusal(place, "allows fields that it does not name (additionalProperties is not false)");
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").fieldNames().forEachRemaining(name -> {
            if (ALL_REQUIRED.contains(config.protocol()) && !required.contains(name)) {
                throw refusal(place, "does not require its field '" + name + "'");
            }
        });
    }

    private static void fewKeywords(ObjectNode schema) {
        if (schema.has("oneOf") && !schema.has("anyOf")) {
            schema.set("anyOf", schema.get("oneOf"));
        }
        schema.remove("oneOf");
        schema.retain(KEPT);
        if (!FORMATS.contains(schema.path("format").asText())) {
            schema.remove("format");
        }
    }

    /** Some refuse values without their type. */
    private static void types(ObjectNode schema) {
        Set<String> types = new TreeSet<>();
        schema.path("enum").forEach(value -> types.add(type(value)));
        if (types.size() == 1) {
            schema.put("type", types.iterator().next());
        } else {
            ArrayNode several = schema.putArray("type");
            types.forEach(several::add);
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "string";
        };
    }

    private DasllmException refusal(String place, String what) {
        return DasllmException.usage(
                "structured_output cannot hold the teacher '" + config.model() + "' to the task's schema, which "
                        + (place.isEmpty() ? "" : "at " + place + " ") + what + ": "
                        + config.protocol().words()
                        + " takes no such schema",
                "Change the schema, or leave structured_output out");
    }
}
