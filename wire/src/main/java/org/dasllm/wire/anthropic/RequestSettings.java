package org.dasllm.wire.anthropic;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.SettingsCheck;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.UnsupportedSetting;

/** What the Messages API has no words for. */
final class RequestSettings {
    private static final String PROTOCOL = "Anthropic's Messages API";
    private static final double HIGHEST_TEMPERATURE = 1;
    private static final int LEAST_BUDGET = 1024;

    private RequestSettings() {}

    static List<UnsupportedSetting> unsupported(ChatRequest request, ApiVersion version) {
        SettingsCheck check = new SettingsCheck(PROTOCOL, request);
        check.note(
                        request.maxTokens().isEmpty(),
                        Setting.MAX_TOKENS,
                        PROTOCOL + " asks how many tokens an answer may have at most",
                        "Set max_tokens")
                .withoutChoices()
                .withoutLogProbabilities()
                .withoutSeed()
                .withoutPenalties()
                .withoutLogitBias()
                .withoutSchemaByName()
                .lacks(request.format() instanceof AnswerFormat.JsonObject, Setting.FORMAT, "JSON without a schema");
        sampling(check, request.sampling(), version);
        request.thinking().ifPresent(thinking -> thinking(check, thinking, request));
        return check.unsupported();
    }

    private static void sampling(SettingsCheck check, Sampling sampling, ApiVersion version) {
        if (version.hasSampling()) {
            double temperature = sampling.temperature().orElse(0);
            check.note(
                    temperature > HIGHEST_TEMPERATURE,
                    Setting.TEMPERATURE,
                    PROTOCOL + " takes a temperature from 0 to 1, not " + temperature,
                    "Set the temperature to 1 or less");
            return;
        }
        removed(check, sampling.temperature().isPresent(), Setting.TEMPERATURE, "temperature", version);
        removed(check, sampling.topP().isPresent(), Setting.TOP_P, "top-p", version);
        removed(check, sampling.topK().isPresent(), Setting.TOP_K, "top-k", version);
    }

    private static void removed(SettingsCheck check, boolean asked, Setting setting, String what, ApiVersion version) {
        check.note(
                asked,
                setting,
                PROTOCOL + " has no " + what + " in its version " + version.word(),
                "Leave " + what + " out, or ask a model before Claude 4.7 in the version "
                        + ApiVersion.V2023_06_01.word());
    }

    private static void thinking(SettingsCheck check, Thinking thinking, ChatRequest request) {
        check.lacks(
                thinking.effort().equals(Optional.of(Effort.MINIMAL)),
                Setting.THINKING,
                "word for minimal effort in thinking");
        if (!thinking.effort().equals(Optional.of(Effort.NONE))) {
            besideThinking(check, request.sampling());
        }
        check.note(
                thinking.budget().isPresent() && thinking.effort().equals(Optional.of(Effort.NONE)),
                Setting.THINKING,
                "A budget for thinking and no thinking contradict each other",
                "Leave one of them out");
        int budget = thinking.budget().orElse(LEAST_BUDGET);
        check.note(
                budget < LEAST_BUDGET || budget >= request.maxTokens().orElse(Integer.MAX_VALUE),
                Setting.THINKING,
                PROTOCOL + " takes a budget for thinking from " + LEAST_BUDGET + " to below max_tokens, not " + budget,
                "Set the budget within these bounds, or raise max_tokens");
    }

    /** While a model thinks, the server takes the default values alone. */
    private static void besideThinking(SettingsCheck check, Sampling sampling) {
        check.note(
                sampling.temperature().orElse(1) != 1,
                Setting.TEMPERATURE,
                PROTOCOL + " takes no other temperature than 1 beside thinking",
                "Leave the temperature or thinking out");
        check.note(
                sampling.topK().isPresent(),
                Setting.TOP_K,
                PROTOCOL + " takes no top-k beside thinking",
                "Leave top-k or thinking out");
    }
}
