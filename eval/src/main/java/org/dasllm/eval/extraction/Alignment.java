package org.dasllm.eval.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds an answer in JSON against the right one. Objects are compared key by key. Elements of lists are paired so that most of their
 * values match, whatever their order; what is left over on either side was omitted or invented. A value of null is no value: a key
 * with null and a missing key say the same.
 */
public final class Alignment {
    /** Lists with more pairs of elements are compared in their order. */
    private static final long MOST_PAIRS = 40_000;

    private final Tolerance tolerance;
    private final List<FieldOutcome> outcomes = new ArrayList<>();

    private Alignment(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * One outcome for every value of the right answer, and one for each that the answer has besides.
     *
     * @param answer null where there is none that can be read: every right value is then omitted
     */
    public static List<FieldOutcome> of(JsonNode right, @Nullable JsonNode answer, Tolerance tolerance) {
        Alignment alignment = new Alignment(tolerance);
        alignment.compare("", right, answer);
        return alignment.outcomes;
    }

    private void compare(String path, @Nullable JsonNode right, @Nullable JsonNode answer) {
        JsonNode wanted = right == null || right.isNull() ? null : right;
        JsonNode given = answer == null || answer.isNull() ? null : answer;
        if (wanted != null && given != null) {
            compareValues(path, wanted, given);
        } else if (wanted != null) {
            all(path, wanted, FieldOutcome.Kind.OMISSION);
        } else if (given != null) {
            all(path, given, FieldOutcome.Kind.INVENTION);
        }
    }

    private void compareValues(String path, JsonNode right, JsonNode answer) {
        if (right.isObject() && answer.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            right.fieldNames().forEachRemaining(names::add);
            answer.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(inside(path, name), right.get(name), answer.get(name)));
        } else if (right.isArray() && answer.isArray()) {
            pair(path + "[]", right, answer);
        } else if (right.isContainerNode() || answer.isContainerNode()) {
            // A value of another shape: nothing of the right one is there.
            all(path, right, FieldOutcome.Kind.OMISSION);
            all(path, answer, FieldOutcome.Kind.INVENTION);
        } else {
            boolean same = tolerance.same(right, answer);
            outcomes.add(new FieldOutcome(path, same ? FieldOutcome.Kind.MATCH : FieldOutcome.Kind.MISMATCH));
        }
    }

    private void pair(String path, JsonNode right, JsonNode answer) {
        if ((long) right.size() * answer.size() > MOST_PAIRS) {
            for (int i = 0; i < Math.max(right.size(), answer.size()); i++) {
                compare(path, right.get(i), answer.get(i));
            }
            return;
        }
        int[][] matches = new int[right.size()][answer.size()];
        for (int i = 0; i < right.size(); i++) {
            for (int j = 0; j < answer.size(); j++) {
                matches[i][j] = matches(right.get(i), answer.get(j));
            }
        }
        int[] partner = Assignment.best(matches, answer.size());
        boolean[] taken = new boolean[answer.size()];
        for (int i = 0; i < right.size(); i++) {
            boolean paired = partner[i] >= 0;
            compare(path, right.get(i), paired ? answer.get(partner[i]) : null);
            if (paired) {
                taken[partner[i]] = true;
            }
        }
        for (int j = 0; j < answer.size(); j++) {
            if (!taken[j]) {
                compare(path, null, answer.get(j));
            }
        }
    }

    private int matches(JsonNode right, JsonNode answer) {
        if (right.isValueNode() && answer.isValueNode()) {
            return tolerance.same(right, answer) ? 1 : 0;
        }
        return (int) of(right, answer, tolerance).stream()
                .filter(outcome -> outcome.kind() == FieldOutcome.Kind.MATCH)
                .count();
    }

    private void all(String path, JsonNode node, FieldOutcome.Kind kind) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                all(inside(path, field.getKey()), field.getValue(), kind);
            }
        } else if (node.isArray()) {
            for (Iterator<JsonNode> elements = node.elements(); elements.hasNext(); ) {
                all(path + "[]", elements.next(), kind);
            }
        } else if (!node.isNull()) {
            outcomes.add(new FieldOutcome(path, kind));
        }
    }

    private static String inside(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
