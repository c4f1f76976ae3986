package org.dasllm.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.Serializable;
import java.util.List;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleRules;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/** The step before all others: makes a sample of a line, and drops what every stage would refuse. */
public final class ReadSample implements CurationStep, Serializable {
    private static final long serialVersionUID = 1L;

    static final Reason UNPARSEABLE_LINE = Reason.of("unparseable-line", "the line is not one JSON object");
    static final Reason LINE_TOO_LONG = Reason.of("line-too-long", "the line is longer than any sample");
    static final Reason NOT_A_SAMPLE =
            Reason.of("not-a-sample", "the JSON object has unknown keys or values of a wrong type");
    static final Reason NO_ID = Reason.of("no-id", "the id is missing or blank");
    static final Reason NO_GROUP = Reason.of("no-group", "the group is missing or blank");
    static final Reason NO_PROMPT = Reason.of("no-prompt", "there is no message of the user with text in it");
    static final Reason UNKNOWN_ROLE = Reason.of("unknown-role", "a message's role is not system, user or assistant");
    static final Reason UNKNOWN_SPLIT = Reason.of("unknown-split", "the fixed split is not train, validation or test");

    @Override
    public String name() {
        return "read-sample";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(
                LINE_TOO_LONG, UNPARSEABLE_LINE, NOT_A_SAMPLE, NO_ID, NO_GROUP, NO_PROMPT, UNKNOWN_ROLE, UNKNOWN_SPLIT);
    }

    /** Reads a line. */
    public SampleLine read(String line) {
        try {
            Sample sample = Json.mapper().readValue(line, Sample.class);
            if (sample != null
                    && !sample.id().isBlank()
                    && !sample.group().isBlank()
                    && !sample.prompt().isEmpty()) {
                return new SampleLine(sample, check(sample));
            }
        } catch (JsonProcessingException e) {
            return refused(line, e);
        }
        return refused(line, null);
    }

    /**
     * What a line is refused for.
     *
     * @param fault of the line as a sample; null where it is one that lacks something
     */
    private static SampleLine refused(String line, @Nullable JsonProcessingException fault) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return refused(UNPARSEABLE_LINE, fault(e));
        }
        if (!tree.isObject()) {
            return refused(UNPARSEABLE_LINE, "not a JSON object");
        }
        if (absent(tree.get("id"))) {
            return refused(NO_ID, "");
        }
        if (absent(tree.get("group"))) {
            return refused(NO_GROUP, "");
        }
        if (absent(tree.get("prompt"))) {
            return refused(NO_PROMPT, "no messages");
        }
        if (fault == null) {
            throw new IllegalStateException("a sample lacks what its line has");
        }
        return fault instanceof UnrecognizedPropertyException unknown
                ? refused(NOT_A_SAMPLE, "unknown key " + Excerpt.of(unknown.getPropertyName()))
                : refused(NOT_A_SAMPLE, fault(fault));
    }

    /** A line that has more bytes than this. */
    public SampleLine tooLong(int most) {
        return refused(LINE_TOO_LONG, "more than " + most + " bytes");
    }

    /** A line whose bytes are not UTF-8. */
    public SampleLine notUtf8() {
        return refused(UNPARSEABLE_LINE, "the line is not UTF-8");
    }

    /** A row of a table that cannot be a line, and why. */
    public SampleLine broken(String fault) {
        return refused(UNPARSEABLE_LINE, fault);
    }

    private static @Nullable Rejection check(Sample sample) {
        for (Message message : sample.prompt()) {
            if (!SampleRules.isKnown(message.role(), sample)) {
                return new Rejection(UNKNOWN_ROLE, Excerpt.of(message.role()));
            }
        }
        if (!SampleRules.hasUserText(sample.prompt())) {
            return new Rejection(NO_PROMPT, "no message of the user with text");
        }
        if (sample.split() != null && !Split.labels().contains(sample.split())) {
            return new Rejection(UNKNOWN_SPLIT, Excerpt.of(sample.split()));
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
