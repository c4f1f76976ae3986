package org.dasllm.dataset.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import org.dasllm.format.config.Default;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;

/** Reads a configuration from JSON; keys that are absent take the value of their {@link Default}. */
public final class CurateConfigJson {
    private CurateConfigJson() {}

    /**
     * Reads one configuration.
     *
     * @param where named in the message when the text is wrong
     */
    public static CurateConfig parse(String json, String where) {
        JsonNode tree = Json.parse(json, JsonNode.class, where);
        if (!(tree instanceof ObjectNode given)) {
            throw DasllmException.usage(where + " is not a JSON object", "Write the curation's keys between braces");
        }
        fillIn(given, CurateConfig.class);
        try {
            return Json.mapper().treeToValue(given, CurateConfig.class);
        } catch (JsonProcessingException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof DasllmException refused) {
                    throw refused;
                }
            }
            throw DasllmException.usage(where + ": " + JsonFault.of(e).text(), "Correct the key");
        }
    }

    private static void fillIn(ObjectNode given, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            Default preset = component.getAnnotation(Default.class);
            if (preset != null && !given.has(component.getName())) {
                given.set(component.getName(), asTree(preset.value()));
            }
            if (component.getType().isRecord() && given.get(component.getName()) instanceof ObjectNode nested) {
                fillIn(nested, component.getType());
            }
        }
    }

    /** A default is written as in YAML: what is not JSON is a plain string. */
    private static JsonNode asTree(String yaml) {
        try {
            return Json.mapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(yaml);
        }
    }
}
