package org.dasllm.dataset.curate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Cards of version 1, which did not tell the steps apart: what they counted becomes the evidence of one step. */
final class FirstCard {
    private static final String STEP = "all";

    /** What version 1 counted, each with the name that it has now. */
    private static final Map<String, String> COUNTED = Map.of(
            "conflictingPrompts", "conflicting-prompts",
            "droppedWithOtherAnswer", "dropped-with-other-answer",
            "keptNearOtherAnswer", "kept-near-other-answer");

    private static final String INVALID = "withoutValidCompletion";

    private FirstCard() {}

    /** The same card as version 2 has it; another card as it is. */
    static JsonNode upgraded(JsonNode tree) {
        if (!(tree instanceof ObjectNode card) || card.path("version").asInt(1) != 1) {
            return tree;
        }
        ObjectNode step = card.putArray("steps").addObject().put("name", STEP);
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
        return card.put("version", 2);
    }

    private static void found(ArrayNode found, String name, long count) {
        found.addObject().put("name", name).put("count", count).put("meaning", "as version 1 counted it");
    }
}
