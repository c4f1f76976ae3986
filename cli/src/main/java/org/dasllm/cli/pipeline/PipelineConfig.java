package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.trainer.config.TrainConfig;

/**
 * One YAML file: what every stage of a run is told.
 *
 * @param run the run's name, and its folder's
 * @param runs where the runs' folders are
 * @param goldOrigin how the right answers were made, in words, for the report
 */
public record PipelineConfig(
        String run,
        @Default("runs") Path runs,
        @Default("not stated") String goldOrigin,
        HarvestConfig harvest,
        @Default("{}") CurateConfig curate,
        StudentConfig student,
        @Default("{}") TrainConfig train,
        @Default("{}") EvaluateConfig evaluate,
        @Default("{}") ExportConfig export,
        @Default("{}") ServeConfig serve) {

    public PipelineConfig {
        new Faults()
                .unless(
                        run.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
                        "run",
                        "is a folder's name of letters, digits, '.', '_' and '-', not '" + run + "'")
                .refuse();
    }

    public Path folder() {
        return runs.resolve(run);
    }
}
