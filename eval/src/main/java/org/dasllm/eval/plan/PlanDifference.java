package org.dasllm.eval.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.Json;

/** Where two plans differ, in words. */
final class PlanDifference {
    private PlanDifference() {}

    static String between(EvaluationPlan fixed, EvaluationPlan wanted) {
        JsonNode before = Json.mapper().valueToTree(fixed);
        JsonNode after = Json.mapper().valueToTree(wanted);
        List<String> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!before.path(name).equals(after.path(name))) {
                differences.add(name + " was " + told(before.path(name)) + " and is now " + told(after.path(name)));
            }
        }
        return String.join(", ", differences);
    }

    private static String told(JsonNode value) {
        return value.isMissingNode() ? "not given" : value.toString();
    }
}
