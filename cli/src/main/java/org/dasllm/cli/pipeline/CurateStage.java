package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.dataset.row.AnswerSchema;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Split;
import org.dasllm.format.task.Task;

/**
 * Checks, deduplicates and splits the samples.
 *
 * @param task what an answer is
 * @param declared whether the task stands beside {@code config}, and not in it
 */
record CurateStage(CurateConfig config, Optional<Task> task, boolean declared, RunFolder folder) implements Stage {
    @Override
    public String name() {
        return "curate";
    }

    @Override
    public Object configuration() {
        return declared ? List.of(config, task) : config;
    }

    @Override
    public void check(Predicate<Path> settled) {
        AnswerSchema.of(task);
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>(Map.of("samples", folder.samples()));
        if (config.decisions() != null) {
            inputs.put("decisions", config.decisions());
        }
        if (config.sealedTest() != null) {
            inputs.put("sealed test", config.sealedTest());
        }
        if (config.masking() != null && config.masking().names() != null) {
            inputs.put("names", config.masking().names());
        }
        if (config.gates().accepted() != null) {
            inputs.put("accepted card", config.gates().accepted());
        }
        int number = 0;
        for (Path texts : config.contamination().against()) {
            inputs.put("evaluation " + ++number, texts);
        }
        return inputs;
    }

    @Override
    public Map<String, Path> outputs() {
        return Map.of("dataset", folder.dataset());
    }

    @Override
    public Map<String, String> run(Progress progress) {
        CurationSummary summary = EmbeddedCuration.run(
                config, task, List.of(folder.samples()), folder.dataset(), folder.scratch(), progress);
        Map<String, String> facts = new LinkedHashMap<>();
        for (String split : Split.labels()) {
            facts.put(split, String.valueOf(summary.rows(split)));
        }
        facts.put("quarantined", String.valueOf(summary.dropped()));
        return facts;
    }
}
