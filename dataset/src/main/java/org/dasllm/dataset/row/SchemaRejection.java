package org.dasllm.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import org.dasllm.dataset.step.Reason;
import org.dasllm.schema.json.Violation;

/** Why an answer is refused that does not keep to its JSON Schema: one reason, the same for the same answer. */
final class SchemaRejection {
    /** By the field at the top of the answer; fields that should not be there come last. */
    private static final Comparator<Violation> ORDER = Comparator.comparing(SchemaRejection::superfluous)
            .thenComparing(SchemaRejection::field)
            .thenComparing(Violation::path)
            .thenComparing(Violation::message);

    private SchemaRejection() {}

    static AnswerOutcome of(JsonNode answer, List<Violation> violations) {
        Violation first = violations.stream().min(ORDER).orElseThrow();
        JsonNode value = answer.at(first.path());
        boolean told = first.path().isEmpty()
                || value.isMissingNode()
                || !first.property().isEmpty();
        return AnswerOutcome.refused(
                reason(first), first.message() + (told ? "" : ", and is " + Excerpt.of(value.toString())));
    }

    private static Reason reason(Violation violation) {
        return switch (violation.keyword()) {
            case "required", "dependentRequired", "dependencies" -> CheckAnswer.MISSING_FIELD;
            case "additionalProperties", "unevaluatedProperties", "propertyNames" -> CheckAnswer.UNKNOWN_FIELD;
            case "enum", "const" -> CheckAnswer.UNKNOWN_VALUE;
            case "type" -> violation.path().isEmpty() ? CheckAnswer.NOT_JSON : CheckAnswer.NOT_BY_SCHEMA;
            default -> CheckAnswer.NOT_BY_SCHEMA;
        };
    }

    private static boolean superfluous(Violation violation) {
        return reason(violation).equals(CheckAnswer.UNKNOWN_FIELD)
                && violation.path().isEmpty();
    }

    private static String field(Violation violation) {
        String path = violation.path();
        if (path.isEmpty()) {
            return violation.property();
        }
        int end = path.indexOf('/', 1);
        return path.substring(1, end < 0 ? path.length() : end)
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
