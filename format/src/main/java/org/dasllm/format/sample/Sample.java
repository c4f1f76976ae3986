package org.dasllm.format.sample;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One example on its way through the stages; a line of a JSON Lines file.
 *
 * @param id unique within its file
 * @param group what must not be torn apart by a split, such as a customer's id
 * @param split {@code train}, {@code validation} or {@code test} where it is fixed beforehand; null where curation decides
 * @param prompt the conversation up to the answer
 * @param completion the answer, from the teacher or from recorded traffic; null before the harvest
 * @param gold the right answer, where people gave one; null where none is known
 * @param attributes what the report's slices are made of, such as {@code channel=phone}
 * @param source where the completion came from: {@code teacher:<model>} or {@code recorded:<file>}; null before the
 *     harvest
 * @param tools what the answer may call, as a JSON list of functions: {@code name}, {@code description} and {@code parameters}, a JSON
 *     Schema. Then an answer, and what an assistant said before, may be a {@link ToolAnswer}; messages of the tools' role hold the
 *     results of the calls before them, in their order. Null where there are no tools
 * @param tokens the completion's tokens as the teacher chose them, for distillation; null where they were not recorded
 * @param evidence what stands behind the label beside one answer of one teacher: votes, a repair, people; null for nothing, as in all
 *     files before this component was there
 */
public record Sample(
        String id,
        String group,
        @Nullable String split,
        List<Message> prompt,
        @Nullable String completion,
        @Nullable String gold,
        Map<String, String> attributes,
        @Nullable String source,

        @JsonSerialize(using = ToolsJson.Writer.class) @JsonDeserialize(using = ToolsJson.Reader.class) @Nullable
        String tools,

        @Nullable List<AnswerToken> tokens,
        @Nullable LabelEvidence evidence) {

    public Sample {
        prompt = List.copyOf(prompt);
        attributes = Map.copyOf(attributes);
        tokens = tokens == null ? null : List.copyOf(tokens);
    }

    /** A sample whose completion's tokens were not recorded. */
    public Sample(
            String id,
            String group,
            @Nullable String split,
            List<Message> prompt,
            @Nullable String completion,
            @Nullable String gold,
            Map<String, String> attributes,
            @Nullable String source) {
        this(id, group, split, prompt, completion, gold, attributes, source, null, null, null);
    }

    public Sample withCompletion(String completion, String source) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, null, evidence);
    }

    /** A sample without tools. */
    public Sample(
            String id,
            String group,
            @Nullable String split,
            List<Message> prompt,
            @Nullable String completion,
            @Nullable String gold,
            Map<String, String> attributes,
            @Nullable String source,
            @Nullable List<AnswerToken> tokens) {
        this(id, group, split, prompt, completion, gold, attributes, source, null, tokens, null);
    }

    /** A sample with one answer of one teacher, or of recorded traffic. */
    public Sample(
            String id,
            String group,
            @Nullable String split,
            List<Message> prompt,
            @Nullable String completion,
            @Nullable String gold,
            Map<String, String> attributes,
            @Nullable String source,
            @Nullable String tools,
            @Nullable List<AnswerToken> tokens) {
        this(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, null);
    }

    /** The same with a right answer that is known. */
    public Sample withGold(String right) {
        return new Sample(id, group, split, prompt, completion, right, attributes, source, tools, tokens, evidence);
    }

    /** The same with one attribute more, or another value of it. */
    public Sample withAttribute(String name, String value) {
        Map<String, String> more = new HashMap<>(attributes);
        more.put(name, value);
        return new Sample(id, group, split, prompt, completion, gold, more, source, tools, tokens, evidence);
    }

    /** The same with what stands behind its label. */
    public Sample withEvidence(LabelEvidence found) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, found);
    }

    public Sample withId(String id) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, evidence);
    }

    public Sample withPrompt(List<Message> prompt) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, evidence);
    }

    /** The same with what the teacher's tokens and their log-probabilities were. */
    public Sample withTokens(List<AnswerToken> tokens) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, evidence);
    }

    /** The same with what the answer may call. */
    public Sample withTools(String other) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, other, tokens, evidence);
    }

    /** The same in another split. */
    public Sample withSplit(String split) {
        return new Sample(id, group, split, prompt, completion, gold, attributes, source, tools, tokens, evidence);
    }
}
