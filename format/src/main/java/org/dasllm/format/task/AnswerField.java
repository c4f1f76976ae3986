package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One field at the top of a JSON answer, as far as its schema says it in plain keywords.
 *
 * @param required whether every answer has it
 * @param values all values that it may have; empty where they are not listed
 * @param comparable whether two of its values can be compared for equality: a listed value, a number, true or false, a
 *     text of a format such as a date; not free text, an object or a list
 */
public record AnswerField(String name, boolean required, List<JsonNode> values, boolean comparable) {
    public AnswerField {
        values = List.copyOf(values);
    }

    /** Whether all values that it may have are known. */
    public boolean listed() {
        return !values.isEmpty();
    }
}
