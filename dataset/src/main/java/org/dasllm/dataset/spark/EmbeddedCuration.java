package org.dasllm.dataset.spark;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationRun;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.format.progress.Progress;

/** Curation on a Spark that lives and ends with the call, for callers that know nothing of Spark. */
public final class EmbeddedCuration {
    private EmbeddedCuration() {}

    /**
     * Curates on this machine's cores. What is wrong with an input as a whole is said before Spark starts.
     *
     * @param workDir where Spark keeps its temporary files and its log
     */
    public static CurationSummary run(
            CurateConfig config, List<Path> inputs, Path outDir, Path workDir, Progress progress) {
        CurationRun.check(inputs);
        try (EmbeddedSpark spark = EmbeddedSpark.start(workDir)) {
            return CurationRun.run(config, inputs, outDir, spark.session(), progress);
        }
    }
}
