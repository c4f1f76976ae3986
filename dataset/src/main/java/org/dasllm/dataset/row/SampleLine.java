package org.dasllm.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleRules;
import org.jspecify.annotations.Nullable;

/**
 * A line that was read: a sample, or the reason why not.
 *
 * @param sample null where the line cannot be read as one
 * @param rejection null where the line and its prompt are allowed
 */
public record SampleLine(@Nullable Sample sample, @Nullable Rejection rejection) {
    /** Reads a line and checks all of it but the answer. */
    public static SampleLine read(String line, CharacterLimits promptCharacters) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return refused(Reason.UNPARSEABLE_LINE, fault(e));
        }
        if (!tree.isObject()) {
            return refused(Reason.UNPARSEABLE_LINE, "not a JSON object");
        }
        if (absent(tree.get("id"))) {
            return refused(Reason.NO_ID, "");
        }
        if (absent(tree.get("group"))) {
            return refused(Reason.NO_GROUP, "");
        }
        if (absent(tree.get("prompt"))) {
            return refused(Reason.NO_PROMPT, "no messages");
        }
        try {
            Sample sample = Json.mapper().treeToValue(tree, Sample.class);
            return new SampleLine(sample, check(sample, promptCharacters));
        } catch (UnrecognizedPropertyException e) {
            return refused(Reason.NOT_A_SAMPLE, "unknown key " + Excerpt.of(e.getPropertyName()));
        } catch (JsonProcessingException e) {
            return refused(Reason.NOT_A_SAMPLE, fault(e));
        }
    }

    /** A line whose bytes are not UTF-8. */
    public static SampleLine notUtf8() {
        return refused(Reason.UNPARSEABLE_LINE, "the line is not UTF-8");
    }

    private static @Nullable Rejection check(Sample sample, CharacterLimits limits) {
        for (Message message : sample.prompt()) {
            if (!SampleRules.ROLES.contains(message.role())) {
                return new Rejection(Reason.UNKNOWN_ROLE, Excerpt.of(message.role()));
            }
        }
        if (!SampleRules.hasUserText(sample.prompt())) {
            return new Rejection(Reason.NO_PROMPT, "no message of the user with text");
        }
        if (sample.split() != null && !SampleRules.SPLITS.contains(sample.split())) {
            return new Rejection(Reason.UNKNOWN_SPLIT, Excerpt.of(sample.split()));
        }
        String prompt = NormalisedPrompt.withoutSystem(sample.prompt());
        int length = prompt.codePointCount(0, prompt.length());
        if (length < limits.minimum()) {
            return new Rejection(Reason.PROMPT_TOO_SHORT, length + " characters, least " + limits.minimum());
        }
        if (length > limits.maximum()) {
            return new Rejection(Reason.PROMPT_TOO_LONG, length + " characters, most " + limits.maximum());
        }
        return null;
    }

    private static boolean absent(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || (value.isTextual() && value.textValue().isBlank())
                || (value.isArray() && value.isEmpty());
    }

    private static SampleLine refused(Reason reason, String detail) {
        return new SampleLine(null, new Rejection(reason, detail));
    }

    private static String fault(JsonProcessingException e) {
        return JsonFault.of(e).textOfLine();
    }
}
