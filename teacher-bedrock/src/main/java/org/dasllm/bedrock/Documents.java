package org.dasllm.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.document.Document;

/** JSON in the SDK's type for it, and back. */
final class Documents {
    private Documents() {}

    static Document of(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Document> map = new LinkedHashMap<>();
                node.properties().forEach(each -> map.put(each.getKey(), of(each.getValue())));
                return Document.fromMap(map);
            }
            case ARRAY -> {
                List<Document> list = new ArrayList<>();
                node.forEach(each -> list.add(of(each)));
                return Document.fromList(list);
            }
            case BOOLEAN -> {
                return Document.fromBoolean(node.booleanValue());
            }
            case NUMBER -> {
                return Document.fromNumber(node.decimalValue());
            }
            case STRING -> {
                return Document.fromString(node.textValue());
            }
            default -> {
                return Document.fromNull();
            }
        }
    }

    static JsonNode json(Document document) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (document.isMap()) {
            ObjectNode object = make.objectNode();
            document.asMap().forEach((key, value) -> object.set(key, json(value)));
            return object;
        } else if (document.isList()) {
            ArrayNode array = make.arrayNode();
            document.asList().forEach(each -> array.add(json(each)));
            return array;
        } else if (document.isBoolean()) {
            return make.booleanNode(document.asBoolean());
        } else if (document.isNumber()) {
            return make.numberNode(document.asNumber().bigDecimalValue());
        }
        return document.isString() ? make.textNode(document.asString()) : make.nullNode();
    }
}
