package org.dasllm.wire.gemini;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.SettingsCheck;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.UnsupportedSetting;

/** What the Gemini API has no words for. */
final class RequestSettings {
    private static final String PROTOCOL = "The Gemini API";
    private static final Set<Effort> UNKNOWN_EFFORTS = Set.of(Effort.XHIGH, Effort.MAX);

    private RequestSettings() {}

    static List<UnsupportedSetting> unsupported(ChatRequest request) {
        OptionalLong seed = request.sampling().seed();
        Optional<Effort> effort = request.thinking().flatMap(Thinking::effort);
        boolean budget = request.thinking()
                .filter(thinking -> thinking.budget().isPresent())
                .isPresent();
        return new SettingsCheck(PROTOCOL, request)
                .withoutLogitBias()
                .withoutSchemaByName()
                .note(
                        seed.isPresent() && seed.getAsLong() != (int) seed.getAsLong(),
                        Setting.SEED,
                        PROTOCOL + " takes a seed of 32 bits, not " + seed.orElse(0),
                        "Set the seed to a number below 2147483648")
                .lacks(
                        request.parallelToolCalls().equals(Optional.of(false)),
                        Setting.PARALLEL_TOOL_CALLS,
                        "word against several calls at once")
                .lacks(
                        effort.filter(UNKNOWN_EFFORTS::contains).isPresent(),
                        Setting.THINKING,
                        "word for more than high effort in thinking")
                .note(
                        effort.isPresent() && budget,
                        Setting.THINKING,
                        PROTOCOL + " takes either an effort or a budget for thinking",
                        "Leave one of them out")
                .unsupported();
    }
}
