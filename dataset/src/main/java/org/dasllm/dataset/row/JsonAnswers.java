package org.dasllm.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.TreeMap;
import org.dasllm.format.io.CanonicalJson;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.AnswerField;
import org.dasllm.format.task.Task;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.json.Violation;
import org.dasllm.schema.task.TaskSchema;
import org.jspecify.annotations.Nullable;

/**
 * An answer is a JSON object or list that keeps to the task's JSON Schema, where it has one. The values of fields whose
 * values are all listed are its labels, each of its kind: {@code 1} and {@code "1"} are two, as they are to the evaluation.
 *
 * <p>It travels to executors as the task's text; the schema is made ready there, once for each that arrives.
 */
final class JsonAnswers implements AnswerSchema {
    private static final long serialVersionUID = 1L;

    private static final ObjectReader READER =
            Json.mapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final String task;
    private final List<String> labelFields;
    private transient volatile @Nullable JsonSchema ready;

    /** @throws org.dasllm.format.error.DasllmException if the task's schema cannot be used */
    JsonAnswers(Task task) {
        this.task = Json.line(task);
        this.labelFields = task.answerFields().fields().stream()
                .filter(AnswerField::listed)
                .map(AnswerField::name)
                .toList();
        this.ready = schema(task);
    }

    @Override
    public AnswerOutcome judge(String answer) {
        JsonNode tree;
        try {
            tree = READER.readTree(answer);
        } catch (JsonProcessingException e) {
            return AnswerOutcome.refused(CheckAnswer.NOT_JSON, Excerpt.of(answer));
        }
        if (!tree.isContainerNode()) {
            return AnswerOutcome.refused(CheckAnswer.NOT_JSON, Excerpt.of(answer) + " is not an object or a list");
        }
        List<Violation> violations = schema().violations(tree);
        if (!violations.isEmpty()) {
            return SchemaRejection.of(tree, violations);
        }
        TreeMap<String, String> labels = new TreeMap<>();
        for (String field : labelFields) {
            if (tree.has(field)) {
                labels.put(field, CanonicalJson.label(tree.get(field)));
            }
        }
        return AnswerOutcome.allowed(CanonicalJson.of(tree), labels);
    }

    private JsonSchema schema() {
        JsonSchema schema = ready;
        if (schema == null) {
            schema = schema(Json.parse(task, Task.class, "the task"));
            ready = schema;
        }
        return schema;
    }

    /** Without a schema every JSON is an answer. */
    private static JsonSchema schema(Task task) {
        return TaskSchema.of(task).orElseGet(() -> JsonSchema.compile(BooleanNode.TRUE));
    }
}
