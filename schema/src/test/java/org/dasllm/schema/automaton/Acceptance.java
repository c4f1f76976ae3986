package org.dasllm.schema.automaton;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.dasllm.schema.shape.CanonicalJson;

/** Whether a grammar accepts a value, written compactly in any order of its properties. */
final class Acceptance {
    private int left = 200_000;

    private Acceptance() {}

    static boolean of(OutputGrammar grammar, JsonNode value) {
        return new Acceptance().write(grammar.start(), value, OutputState::accepts);
    }

    private boolean write(OutputState state, JsonNode value, Predicate<OutputState> then) {
        if (state.isDead() || left-- < 0) {
            return false;
        }
        if (value.isArray()) {
            return items(bytes(state, "["), value, 0, then);
        }
        if (value.isObject()) {
            List<String> names = new ArrayList<>();
            value.fieldNames().forEachRemaining(names::add);
            return members(bytes(state, "{"), value, names, true, then);
        }
        return then.test(bytes(state, CanonicalJson.text(value)));
    }

    private boolean items(OutputState state, JsonNode value, int index, Predicate<OutputState> then) {
        if (index == value.size()) {
            return then.test(bytes(state, "]"));
        }
        OutputState item = index == 0 ? state : bytes(state, ",");
        return write(item, value.get(index), next -> items(next, value, index + 1, then));
    }

    private boolean members(
            OutputState state, JsonNode value, List<String> names, boolean first, Predicate<OutputState> then) {
        if (state.isDead() || left-- < 0) {
            return false;
        }
        if (names.isEmpty()) {
            return then.test(bytes(state, "}"));
        }
        for (String name : names) {
            List<String> others = new ArrayList<>(names);
            others.remove(name);
            OutputState member = bytes(state, (first ? "" : ",") + CanonicalJson.string(name) + ":");
            if (write(member, value.get(name), next -> members(next, value, others, false, then))) {
                return true;
            }
        }
        return false;
    }

    private static OutputState bytes(OutputState state, String text) {
        return state.next(text.getBytes(StandardCharsets.UTF_8));
    }
}
