package org.dasllm.eval.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.CanonicalJson;

/** Which part of an answer must equal the label. */
public sealed interface Metric {
    /** As it is written in the configuration. */
    String name();

    /** What the answer says; two answers are the same when their labels are. Empty where it says nothing. */
    Optional<String> label(Answer answer);

    /**
     * @param name {@code exact} or {@code field:<name>}
     */
    static Metric parse(String name) {
        if (name.equals("exact")) {
            return new WholeAnswer();
        }
        if (name.startsWith("field:") && name.length() > "field:".length()) {
            return new FieldValue(name.substring("field:".length()));
        }
        throw DasllmException.usage(
                "'" + name + "' is not a metric", "Write exact, or field:<name> for one field of a JSON answer");
    }

    /** The whole answer: JSON whatever the order of its keys, text after trimming. */
    record WholeAnswer() implements Metric {
        @Override
        public String name() {
            return "exact";
        }

        @Override
        public Optional<String> label(Answer answer) {
            if (!answer.valid()) {
                return Optional.empty();
            }
            return Optional.of(answer.json()
                    .map(CanonicalJson::of)
                    .orElseGet(() -> answer.text().strip()));
        }
    }

    /** One field at the top of a JSON object. */
    record FieldValue(String field) implements Metric {
        @Override
        public String name() {
            return "field:" + field;
        }

        @Override
        public Optional<String> label(Answer answer) {
            return answer.json().map(json -> json.get(field)).map((JsonNode value) -> CanonicalJson.label(value));
        }
    }
}
