package org.dasllm.eval.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.Json;

/** Where two plans differ, in words. */
final class PlanDifference {
    private PlanDifference() {}

    static String between(EvaluationPlan fixed, EvaluationPlan wanted) {
        JsonNode before = Json.mapper().valueToTree(fixed);
        JsonNode after = Json.mapper().valueToTree(wanted);
        List<String> differences = new ArrayList<>();
        before.properties().forEach(field -> {
            JsonNode other = after.path(field.getKey());
            if (!field.getValue().equals(other)) {
                differences.add(field.getKey() + " was " + field.getValue() + " and is now " + other);
            }
        });
        return String.join(", ", differences);
    }
}
