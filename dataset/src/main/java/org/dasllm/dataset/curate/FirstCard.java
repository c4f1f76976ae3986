package org.dasllm.dataset.curate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cards of older versions. Version 1 did not tell the steps apart: what they counted becomes the evidence of one step. Version 2 did not
 * have the versions of steps, and no details; version 3 no gates.
 */
final class FirstCard {
    private static final String STEP = "all";

    /** What version 1 counted, each with the name that it has now. */
    private static final Map<String, String> COUNTED = Map.of(
            "conflictingPrompts", "conflicting-prompts",
            "droppedWithOtherAnswer", "dropped-with-other-answer",
            "keptNearOtherAnswer", "kept-near-other-answer");

    private static final String INVALID = "withoutValidCompletion";

    private FirstCard() {}

    /** The same card as version 4 has it; another card as it is. */
    static JsonNode upgraded(JsonNode tree) {
        if (!(tree instanceof ObjectNode card) || card.path("version").asInt(1) > 3) {
            return tree;
        }
        card.putArray("gates");
        if (card.path("version").asInt(1) == 3) {
            return card.put("version", 4);
        }
        if (card.path("version").asInt(1) == 2) {
            card.path("steps").forEach(step -> ((ObjectNode) step).put("version", ""));
            return card.put("version", 4);
        }
        ObjectNode step = card.putArray("steps").addObject().put("name", STEP).put("version", "");
        ArrayNode dropped = step.putArray("dropped");
        card.path("dropped")
                .properties()
                .forEach(entry -> dropped.addObject()
                        .put("reason", entry.getKey())
                        .put("rows", entry.getValue().path("rows").asLong()));
        ArrayNode found = step.putArray("found");
        new TreeMap<>(COUNTED).forEach((name, now) -> {
            JsonNode count = card.remove(name);
            if (count != null) {
                found(found, now, count.asLong());
            }
        });
        long invalid = 0;
        for (JsonNode split : card.path("splits")) {
            JsonNode count = split instanceof ObjectNode object ? object.remove(INVALID) : null;
            invalid += count == null ? 0 : count.asLong();
        }
        found(found, "without-valid-completion", invalid);
        return card.put("version", 4);
    }

    private static void found(ArrayNode found, String name, long count) {
        found.addObject().put("name", name).put("count", count).put("meaning", "as version 1 counted it");
    }
}
