package org.dasllm.wire.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gathers the settings of a request that a protocol cannot keep. */
public final class SettingsCheck {
    /** Those of engines that people run themselves; no vendor has words for them. */
    private static final Set<Setting> OF_ENGINES = Set.of(Setting.MIN_P, Setting.REPETITION_PENALTY);

    private final String protocol;
    private final ChatRequest request;
    private final List<UnsupportedSetting> unsupported = new ArrayList<>();

    /** @param protocol its name, such as {@code OpenAI's Responses API} */
    public SettingsCheck(String protocol, ChatRequest request) {
        this.protocol = protocol;
        this.request = request;
        lacks(request.sampling().minP().isPresent(), Setting.MIN_P, "min-p");
        lacks(request.sampling().repetitionPenalty().isPresent(), Setting.REPETITION_PENALTY, "repetition penalty");
        lacks(request.format() instanceof AnswerFormat.Expression, Setting.FORMAT, "regular expression for answers");
        lacks(
                request.format() instanceof AnswerFormat.JsonSchema schema && schema.compact(),
                Setting.FORMAT,
                "JSON without white space");
        lacks(request.format() instanceof AnswerFormat.Choices, Setting.FORMAT, "list of answers to choose from");
    }

    /** Of an engine that people run themselves, which has min-p and a repetition penalty. */
    public static SettingsCheck ofEngine(String protocol, ChatRequest request) {
        SettingsCheck check = new SettingsCheck(protocol, request);
        check.unsupported.removeIf(noted -> OF_ENGINES.contains(noted.setting()));
        return check;
    }

    /** Notes something that the protocol has no word for. */
    public SettingsCheck lacks(boolean asked, Setting setting, String what) {
        return note(asked, setting, protocol + " has no " + what, "Leave " + what + " out");
    }

    /**
     * Notes something else that the protocol cannot keep.
     *
     * @param reason a sentence without its full stop
     * @param advice what the user can do, a sentence without its full stop
     */
    public SettingsCheck note(boolean asked, Setting setting, String reason, String advice) {
        if (asked) {
            unsupported.add(new UnsupportedSetting(setting, reason, advice));
        }
        return this;
    }

    public SettingsCheck withoutChoices() {
        return lacks(request.choices() != 1, Setting.CHOICES, "more than one answer to a request");
    }

    public SettingsCheck withoutLogProbabilities() {
        return lacks(request.alternatives().isPresent(), Setting.LOG_PROBABILITIES, "log-probabilities");
    }

    public SettingsCheck withoutSeed() {
        return lacks(request.sampling().seed().isPresent(), Setting.SEED, "seed");
    }

    public SettingsCheck withoutTopK() {
        return lacks(request.sampling().topK().isPresent(), Setting.TOP_K, "top-k");
    }

    public SettingsCheck withoutStop() {
        return lacks(!request.sampling().stop().isEmpty(), Setting.STOP, "texts that end an answer");
    }

    public SettingsCheck withoutPenalties() {
        Sampling sampling = request.sampling();
        return lacks(sampling.frequencyPenalty().isPresent(), Setting.FREQUENCY_PENALTY, "frequency penalty")
                .lacks(sampling.presencePenalty().isPresent(), Setting.PRESENCE_PENALTY, "presence penalty");
    }

    public SettingsCheck withoutLogitBias() {
        return lacks(!request.sampling().logitBias().isEmpty(), Setting.LOGIT_BIAS, "biases of tokens");
    }

    /** Notes a schema that is named and not given, which is nothing that a server could hold an answer to. */
    public SettingsCheck withoutSchemaByName() {
        return lacks(
                request.format() instanceof AnswerFormat.JsonSchema named
                        && named.schema().isEmpty(),
                Setting.FORMAT,
                "JSON schema that is only named");
    }

    /** What was noted, in its order. */
    public List<UnsupportedSetting> unsupported() {
        return List.copyOf(unsupported);
    }
}
