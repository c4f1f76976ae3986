package org.dasllm.harvest.label;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/**
 * What an answer in the journal comes to, once it is read.
 *
 * @param text the label; where there is a fault, what was said instead if it may be asked for once more, else empty
 * @param tokens the label's tokens; null where they were not recorded, or not in full
 * @param fault why the answer must not become a label
 */
public record Label(String text, @Nullable List<AnswerToken> tokens, Optional<String> fault) {
    private static final List<String> TOOL_KEYS = List.of("tool_calls", "function_call");
    private static final List<String> REASONING_KEYS =
            List.of("reasoning_content", "reasoning", "reasoning_details", "thinking");

    /** The answer's text. */
    public static Label of(JournalLine.Answer answer) {
        Optional<String> ending = Ending.of(answer.finishReason()).fault();
        if (ending.isPresent()) {
            return faulty(ending.get());
        }
        if (TOOL_KEYS.stream().anyMatch(key -> !value(answer, key).isEmpty())) {
            return faulty("the teacher called a tool instead of answering");
        }
        if (!words(answer, "refusal").isBlank()) {
            return faulty("the teacher refused to answer");
        }
        String content = Objects.requireNonNull(answer.content(), "an answer that was read");
        Optional<String> text = Reasoning.removed(content);
        if (text.isEmpty()) {
            return faulty("the teacher's reasoning within the answer has no end");
        }
        if (text.get().isBlank()) {
            return faulty(content.isBlank() ? "the answer is empty" : "the answer holds reasoning and nothing else");
        }
        return new Label(text.get(), tokens(answer, text.get()), Optional.empty());
    }

    /** An answer that cannot be read any more. */
    public static Label unreadable() {
        return faulty("the answer in the journal cannot be read as one");
    }

    public static Label faulty(String fault) {
        return new Label("", null, Optional.of(fault));
    }

    /** An answer that is no label, though the teacher may give one when it hears why. */
    static Label wrong(String said, String fault) {
        return new Label(said, null, Optional.of(fault));
    }

    private static @Nullable List<AnswerToken> tokens(JournalLine.Answer answer, String label) {
        List<AnswerToken> tokens = answer.tokens();
        if (tokens == null) {
            return null;
        }
        boolean reasoned = !label.equals(answer.content())
                || REASONING_KEYS.stream()
                        .anyMatch(key -> !value(answer, key).isEmpty()
                                || !words(answer, key).isBlank());
        List<AnswerToken> kept = reasoned ? LabelTokens.of(tokens, label).orElse(List.of()) : tokens;
        return areWhole(kept) ? kept : null;
    }

    /** Whether every place has its likeliest tokens. */
    static boolean areWhole(List<AnswerToken> tokens) {
        return !tokens.isEmpty()
                && tokens.stream().noneMatch(token -> token.top().isEmpty());
    }

    /** A text; empty where there is none, and where JSON's null is. */
    private static String words(JournalLine.Answer answer, String key) {
        JsonNode value = value(answer, key);
        return value.isTextual() ? value.textValue() : "";
    }

    private static JsonNode value(JournalLine.Answer answer, String key) {
        JsonNode message = answer.message();
        return message == null ? MissingNode.getInstance() : message.path(key);
    }
}
