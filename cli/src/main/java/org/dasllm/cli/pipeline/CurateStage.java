package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.progress.Progress;

/** Checks, deduplicates and splits the samples. */
record CurateStage(CurateConfig config, RunFolder folder) implements Stage {
    @Override
    public String name() {
        return "curate";
    }

    @Override
    public Object configuration() {
        return config;
    }

    @Override
    public Map<String, Path> inputs() {
        return Map.of("samples", folder.samples());
    }

    @Override
    public Map<String, Path> outputs() {
        return Map.of("dataset", folder.dataset());
    }

    @Override
    public Map<String, String> run(Progress progress) {
        CurationSummary summary =
                EmbeddedCuration.run(config, List.of(folder.samples()), folder.dataset(), folder.scratch(), progress);
        Map<String, String> facts = new LinkedHashMap<>();
        for (String split : List.of("train", "validation", "test")) {
            facts.put(split, String.valueOf(summary.rows(split)));
        }
        facts.put("quarantined", String.valueOf(summary.dropped()));
        return facts;
    }
}
