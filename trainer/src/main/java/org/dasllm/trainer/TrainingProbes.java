package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.probe.ProbePrompt;
import org.dasllm.model.probe.ProbeRecorder;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;

/** Records what a model makes of a few prompts before its first step, when it is its base model still, and after its last. */
final class TrainingProbes {
    private final LanguageModel model;
    private final FrozenBase kept;
    private final String source;
    private final List<ProbePrompt> prompts;
    private final List<ProbePrompt> neutral;
    private final List<float[]> base;
    private final List<float[]> neutralBase;

    private TrainingProbes(
            LanguageModel model, FrozenBase kept, String source, List<ProbePrompt> prompts, List<ProbePrompt> neutral) {
        this.model = model;
        this.kept = kept;
        this.source = source;
        this.prompts = prompts;
        this.neutral = neutral;
        this.base = base(prompts);
        this.neutralBase = base(neutral);
    }

    /**
     * Asks the base model: prompts of validation samples, or of training samples without any, and the neutral ones.
     *
     * @param model with fresh adapters, or with ones that a checkpoint has not been read into yet
     */
    static TrainingProbes before(LanguageModel model, FrozenBase kept, TrainingData data) {
        boolean validated = !data.validation().isEmpty();
        List<TrainingSample> samples = validated ? data.validation() : data.train();
        List<ProbePrompt> prompts = Arrays.stream(ProbeRecorder.chosen(samples.size()))
                .mapToObj(samples::get)
                .map(sample -> new ProbePrompt(sample.id(), Arrays.copyOf(sample.ids(), sample.promptRows())))
                .toList();
        return new TrainingProbes(model, kept, validated ? "validation" : "training", prompts, data.neutral());
    }

    private List<float[]> base(List<ProbePrompt> asked) {
        return ProbeRecorder.ofBase(model, asked.stream().map(ProbePrompt::ids).toList());
    }

    /** Asks the model as it is now, and writes both files. */
    void write(Path folder, String adapterSha256) {
        probes(adapterSha256, source, prompts, base).write(folder.resolve(Probes.FILE));
        probes(adapterSha256, Probes.NEUTRAL, neutral, neutralBase).write(folder.resolve(Probes.NEUTRAL_FILE));
    }

    private Probes probes(String adapterSha256, String samples, List<ProbePrompt> asked, List<float[]> baseLogits) {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            probes.add(
                    ProbeRecorder.probe(model, asked.get(i).name(), asked.get(i).ids(), baseLogits.get(i)));
        }
        return new Probes(
                adapterSha256,
                model.device().precision().name().toLowerCase(Locale.ROOT),
                kept.name().toLowerCase(Locale.ROOT),
                model.device().name(),
                samples,
                probes);
    }
}
