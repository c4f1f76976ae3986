package org.dasllm.harvest.run;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended, by the server's finish reason. Only words that are known to mean a whole answer do; whatever else a
 * server says, or does not say, may stand beside one that was broken off.
 *
 * @param fault why the answer must not become a label; empty where it ended well
 * @param unknown whether the word is missing or none that is known, which is a server's custom and not one answer's fate
 */
record Ending(Optional<String> fault, boolean unknown) {
    /**
     * {@code stop} is OpenAI's word and of most who follow it; {@code eos_token} and {@code stop_sequence} are of text
     * generation inference, {@code eos} is Together's, {@code end_turn} Anthropic's where a gateway hands it on, and
     * {@code end} other gateways'.
     */
    private static final Set<String> WHOLE = Set.of("stop", "eos_token", "stop_sequence", "eos", "end_turn", "end");

    private static final String CUT = "the answer was cut off at max_tokens";
    private static final String FILTERED = "the answer was stopped by the teacher's content filter";
    private static final String TOOL = "the teacher called a tool instead of answering";
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("length", CUT),
            Map.entry("max_tokens", CUT),
            Map.entry("max_length", CUT),
            Map.entry("model_length", "the answer was cut off at the end of the teacher's context"),
            Map.entry("content_filter", FILTERED),
            Map.entry("tool_calls", TOOL),
            Map.entry("function_call", TOOL),
            Map.entry("tool_use", TOOL),
            Map.entry("error", "the answer was broken off by an error of the teacher"),
            Map.entry("abort", "the answer was broken off by the teacher"));

    private static final int SHOWN_CHARACTERS = 40;

    static Ending of(@Nullable String finishReason) {
        if (finishReason == null || finishReason.isBlank()) {
            return new Ending(
                    Optional.of("the teacher does not say whether the answer is whole (it gives no finish_reason)"),
                    true);
        }
        if (WHOLE.contains(finishReason)) {
            return new Ending(Optional.empty(), false);
        }
        String known = KNOWN.get(finishReason);
        if (known != null) {
            return new Ending(Optional.of(known), false);
        }
        String shown = finishReason.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (shown.length() > SHOWN_CHARACTERS) {
            shown = shown.substring(0, SHOWN_CHARACTERS) + "…";
        }
        return new Ending(
                Optional.of("the teacher says '" + shown
                        + "' of how the answer ended, which is not known to mean that it is" + " whole"),
                true);
    }
}
