package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.cli.cost.CostConfig;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.task.Task;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.harvest.config.GatewaySourceConfig;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.schema.task.TaskSchema;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * One YAML file: what every stage of a run is configured with.
 *
 * @param run the run's name, and its folder's
 * @param runs where the runs' folders are
 * @param goldOrigin how the right answers were made, in words, for the report
 * @param cost what the teacher and the owned student cost; without it the report says nothing of money
 * @param gateway a proxy before the vendor that records live traffic, for {@code dasllm gateway}; its journal is what {@code
 *     harvest.gateway} reads
 * @param task what an answer is; without it curation keeps what {@code curate} allows, and the evaluation infers it
 */
public record PipelineConfig(
        String run,
        @Default("runs") Path runs,
        @Default("not stated") String goldOrigin,
        @Nullable Task task,
        HarvestConfig harvest,
        @Default("{}") CurateConfig curate,
        StudentConfig student,
        @Default("{}") TrainConfig train,
        @Default("{}") EvaluateConfig evaluate,
        @Default("{}") ExportConfig export,
        @Default("{}") ServeConfig serve,
        @Nullable CostConfig cost,
        @Nullable GatewayConfig gateway) {

    public PipelineConfig {
        GatewaySourceConfig source = harvest.gateway();
        if (gateway != null && source != null && source.journal().isEmpty()) {
            harvest = harvest.withTraffic(new GatewaySourceConfig(gateway.journal(), source.leastScore()));
        }
        // Where a model is only served, the file of a schema need not be there.
        Optional<Task> declared = Optional.ofNullable(task).filter(Task::readable);
        List<Task> checked = new ArrayList<>();
        new Faults()
                .unless(
                        run.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
                        "run",
                        "is a folder's name of letters, digits, '.', '_' and '-', not '" + run + "'")
                .unlessRefused("task", () -> {
                    declared.ifPresent(TaskSchema::check);
                    curate.task(declared).ifPresent(checked::add);
                })
                .unlessRefused("evaluate", () -> checked.forEach(evaluate::requireMetricsOf))
                .refuse();
    }

    /** What an answer is, in its long form: as declared, or as a short form in {@code curate} says it. */
    public Optional<Task> answers() {
        return curate.task(Optional.ofNullable(task)).map(Task::longForm);
    }

    /**
     * The same, with nothing in it that is in another file.
     *
     * @throws org.dasllm.format.error.DasllmException if such a file cannot be read
     */
    public PipelineConfig selfContained() {
        return new PipelineConfig(
                run,
                runs,
                goldOrigin,
                task == null ? null : task.longForm(),
                harvest,
                curate,
                student,
                train,
                evaluate,
                export,
                serve,
                cost,
                gateway);
    }

    public Path folder() {
        return runs.resolve(run);
    }
}
