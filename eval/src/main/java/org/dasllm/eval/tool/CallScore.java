package org.dasllm.eval.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dasllm.eval.extraction.Alignment;
import org.dasllm.eval.extraction.FieldOutcome;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.format.task.Tool;
import org.jspecify.annotations.Nullable;

/**
 * One answer's calls held against the right ones; the order of several calls does not count.
 *
 * @param wanted whether something should be called
 * @param called whether something was called
 * @param readable whether the answer is calls or an abstention at all; all others are false where it is not
 * @param names whether exactly the right tools are called
 * @param required whether every call has the arguments that its tool requires
 * @param allowed whether no call has an argument that its tool does not know
 * @param noExtras whether no argument is given that the right call does not have
 * @param right whether names and all arguments are right, within the tolerance
 */
public record CallScore(
        boolean wanted,
        boolean called,
        boolean readable,
        boolean names,
        boolean required,
        boolean allowed,
        boolean noExtras,
        boolean right) {

    /**
     * @param gold right calls, as {@link ToolCalls} gives them
     * @param answer null where the answer cannot be read
     */
    public static CallScore of(JsonNode gold, @Nullable JsonNode answer, List<Tool> tools, Tolerance tolerance) {
        boolean wanted = !gold.isEmpty();
        if (answer == null) {
            return new CallScore(wanted, false, false, false, false, false, false, false);
        }
        List<FieldOutcome> outcomes = Alignment.of(gold, answer, tolerance);
        boolean names = counted(gold).equals(counted(answer));
        boolean right = names && outcomes.stream().allMatch(outcome -> outcome.kind() == FieldOutcome.Kind.MATCH);
        boolean noExtras = outcomes.stream().noneMatch(outcome -> outcome.kind() == FieldOutcome.Kind.INVENTION);
        Map<String, Tool> known = new HashMap<>();
        tools.forEach(tool -> known.put(tool.name(), tool));
        boolean required = true;
        boolean allowed = true;
        for (JsonNode call : answer) {
            Tool tool = known.get(call.path(ToolCalls.NAME).textValue());
            JsonNode arguments = call.path(ToolCalls.ARGUMENTS);
            required &= tool != null && has(arguments, tool);
            allowed &= tool != null && knows(tool, arguments);
        }
        return new CallScore(wanted, !answer.isEmpty(), true, names, required, allowed, noExtras, right);
    }

    private static Map<String, Integer> counted(JsonNode calls) {
        Map<String, Integer> names = new HashMap<>();
        calls.forEach(call ->
                names.merge(Objects.requireNonNullElse(call.path(ToolCalls.NAME).textValue(), ""), 1, Integer::sum));
        return names;
    }

    private static boolean has(JsonNode arguments, Tool tool) {
        for (JsonNode name : tool.parameters().path("required")) {
            if (!arguments.has(name.asText())) {
                return false;
            }
        }
        return true;
    }

    /** A tool without a list of its arguments knows all. */
    private static boolean knows(Tool tool, JsonNode arguments) {
        JsonNode properties = tool.parameters().path("properties");
        if (!properties.isObject()) {
            return true;
        }
        Set<String> unknown = new HashSet<>();
        arguments.fieldNames().forEachRemaining(unknown::add);
        properties.fieldNames().forEachRemaining(unknown::remove);
        return unknown.isEmpty();
    }
}
