package org.dasllm.harvest.label;

import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.chat.Finish;
import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended, by the server's finish reason. Only words that are known to mean a whole answer do; whatever else a
 * server says, or does not say, may stand beside one that was broken off.
 *
 * @param fault why the answer must not become a label; empty where it ended well
 * @param unknown whether the word is missing or none that is known, which is a server's custom and not one answer's fate
 */
public record Ending(Optional<String> fault, boolean unknown) {
    private static final String CUT = "the answer was cut off at max_tokens";

    private static final String FILTERED = "the answer was stopped by the teacher's content filter";
    private static final String BLOCKED = "the teacher's content filter did not let the prompt through";
    private static final String REFUSED = "the teacher refused to answer";
    private static final String CONTEXT = "the answer was cut off at the end of the teacher's context";

    /** Words of which more is known than what they mean in general. */
    private static final Map<String, String> PARTICULAR = Map.of(
            "model_length", CONTEXT,
            "model_context_window_exceeded", CONTEXT,
            "error", "the answer was broken off by an error of the teacher",
            "abort", "the answer was broken off by the teacher",
            "pause_turn", "the answer was broken off by the teacher",
            "guardrail_intervened", "the answer was stopped by a guardrail",
            "content_filtered", FILTERED,
            "RECITATION", "the answer was stopped since it recites a source");

    private static final int SHOWN_CHARACTERS = 40;

    public static Ending of(@Nullable String finishReason) {
        if (finishReason == null || finishReason.isBlank()) {
            return new Ending(
                    Optional.of("the teacher does not say whether the answer is whole (it gives no finish_reason)"),
                    true);
        }
        String particular = PARTICULAR.get(finishReason);
        if (particular != null) {
            return new Ending(Optional.of(particular), false);
        }
        return switch (Finish.ofWord(finishReason).reason()) {
            case STOP -> new Ending(Optional.empty(), false);
            case LENGTH -> new Ending(Optional.of(CUT), false);
            case CONTENT_FILTER ->
                new Ending(Optional.of(finishReason.startsWith(Finish.BLOCKED) ? BLOCKED : FILTERED), false);
            case REFUSAL -> new Ending(Optional.of(REFUSED), false);
            case TOOL_CALLS -> new Ending(Optional.of("the teacher called a tool instead of answering"), false);
            case OTHER -> unknown(finishReason);
        };
    }

    private static Ending unknown(String finishReason) {
        String shown = finishReason.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (shown.length() > SHOWN_CHARACTERS) {
            shown = shown.substring(0, SHOWN_CHARACTERS) + "…";
        }
        return new Ending(
                Optional.of("the teacher says '" + shown
                        + "' of how the answer ended, which is not known to mean that it is whole"),
                true);
    }
}
