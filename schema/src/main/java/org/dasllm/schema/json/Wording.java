package org.dasllm.schema.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Violations in plain words. They quote the schema; of the value only names of properties, never what they hold. */
final class Wording {
    private static final int LONGEST = 200;

    private Wording() {}

    static Violation of(Error error) {
        String path = pointer(error.getInstanceLocation());
        String keyword = error.getKeyword() == null ? "false" : error.getKeyword();
        String where = path.isEmpty() ? "the value" : shortened(path);
        return new Violation(path, keyword, property(keyword, error), oneLine(where + " " + what(keyword, error)));
    }

    private static String property(String keyword, Error error) {
        return switch (keyword) {
            case "required",
                    "additionalProperties",
                    "unevaluatedProperties",
                    "propertyNames",
                    "dependentRequired",
                    "dependencies" -> argument(error, 0);
            default -> "";
        };
    }

    private static String pointer(NodePath location) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            pointer.append('/').append(SchemaPlaces.escape(location.getName(i)));
        }
        return pointer.toString();
    }

    private static String what(String keyword, Error error) {
        JsonNode schema = error.getSchemaNode();
        String name = "'" + shortened(argument(error, 0)) + "'";
        return switch (keyword) {
            case "type" -> "must be " + types(schema) + ", not " + type(error.getInstanceNode());
            case "enum" -> "must be one of " + values(schema);
            case "const" -> "must be " + shortened(String.valueOf(schema));
            case "required" -> "lacks " + name;
            case "additionalProperties", "unevaluatedProperties" -> "may not have " + name;
            case "additionalItems", "unevaluatedItems" -> "has more items than it may have";
            case "pattern" -> "does not match " + text(schema);
            case "format" -> "is not of the format " + text(schema);
            case "minimum" -> "must be at least " + schema;
            case "maximum" -> "must be at most " + schema;
            case "exclusiveMinimum" -> "must be more than " + schema;
            case "exclusiveMaximum" -> "must be less than " + schema;
            case "multipleOf" -> "must be a multiple of " + schema;
            case "minLength" -> "must have at least " + counted(schema, "character");
            case "maxLength" -> "must have at most " + counted(schema, "character");
            case "minItems" -> "must have at least " + counted(schema, "item");
            case "maxItems" -> "must have at most " + counted(schema, "item");
            case "minProperties" -> "must have at least " + counted(schema, "property");
            case "maxProperties" -> "must have at most " + counted(schema, "property");
            case "uniqueItems" -> "has an item twice";
            case "propertyNames" -> "has the name " + name + ", which may not be";
            case "dependentRequired", "dependencies" -> "lacks " + name + ", which another property asks for";
            case "oneOf" -> "must keep to exactly one of " + schema.size() + " schemas";
            case "anyOf" -> "keeps to none of " + schema.size() + " schemas";
            case "not" -> "keeps to a schema that it must not keep to";
            case "contains", "minContains", "maxContains" -> "does not contain as many items of a kind as it must";
            case "false" -> "may not be there";
            default -> "does not keep to " + keyword;
        };
    }

    private static String argument(Error error, int index) {
        Object[] arguments = error.getArguments();
        return arguments == null || arguments.length <= index ? "" : String.valueOf(arguments[index]);
    }

    private static String types(JsonNode type) {
        List<String> names = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(each -> names.add(named(each.asText())));
        } else {
            names.add(named(type.asText()));
        }
        return String.join(" or ", names);
    }

    private static String type(@Nullable JsonNode value) {
        if (value == null) {
            return "this";
        }
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }

    private static String named(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String values(JsonNode values) {
        List<String> written = new ArrayList<>();
        for (JsonNode value : values) {
            written.add(value.toString());
        }
        return shortened(String.join(", ", written));
    }

    private static String counted(JsonNode number, String thing) {
        String many = thing.equals("property") ? "properties" : thing + "s";
        return number + " " + (number.asInt() == 1 ? thing : many);
    }

    private static String text(JsonNode schema) {
        return shortened(schema.isTextual() ? schema.textValue() : schema.toString());
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Line breaks and other control characters as blanks. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }
}
