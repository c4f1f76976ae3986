package org.dasllm.wire.ollama;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.SettingsCheck;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.UnsupportedSetting;

/** What Ollama's chat has no words for. */
final class RequestSettings {
    private static final int MOST_ALTERNATIVES = 20;
    private static final Set<Effort> UNKNOWN_EFFORTS = Set.of(Effort.MINIMAL, Effort.XHIGH);

    private RequestSettings() {}

    static List<UnsupportedSetting> unsupported(ChatRequest request) {
        ToolChoice choice = request.toolChoice();
        Optional<Thinking> thinking = request.thinking();
        return SettingsCheck.ofEngine(OllamaClientCodec.PROTOCOL, request)
                .withoutChoices()
                .withoutLogitBias()
                .withoutSchemaByName()
                .lacks(
                        request.alternatives().orElse(0) > MOST_ALTERNATIVES,
                        Setting.LOG_PROBABILITIES,
                        "more than " + MOST_ALTERNATIVES + " alternatives of a token")
                .lacks(
                        choice == ToolChoice.Any.REQUIRED || choice instanceof ToolChoice.Function,
                        Setting.TOOL_CHOICE,
                        "word that demands a call of a tool")
                .lacks(
                        request.parallelToolCalls().equals(Optional.of(false)),
                        Setting.PARALLEL_TOOL_CALLS,
                        "word against several calls at once")
                .lacks(
                        thinking.flatMap(Thinking::effort)
                                .filter(UNKNOWN_EFFORTS::contains)
                                .isPresent(),
                        Setting.THINKING,
                        "word for this effort of thinking")
                .lacks(
                        thinking.filter(each -> each.budget().isPresent()).isPresent(),
                        Setting.THINKING,
                        "budget for thinking")
                .unsupported();
    }
}
