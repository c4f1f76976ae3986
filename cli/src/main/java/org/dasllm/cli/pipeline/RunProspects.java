package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.cli.cost.CostConfig;
import org.dasllm.eval.analysis.Prospects;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;

/**
 * What a run's folder and configuration say of costs and of more labels.
 *
 * @param costs empty where nothing is configured
 * @param teacher of the harvest, with its prices where these are known; empty where the labels were recorded
 */
public record RunProspects(
        Optional<CostConfig> costs, Optional<TeacherConfig> teacher, StudentConfig student, RunFolder folder) {

    static RunProspects of(PipelineConfig config, StudentConfig student) {
        Optional<TeacherConfig> teacher = config.harvest().firstTeacher();
        return new RunProspects(
                Optional.ofNullable(config.cost()),
                config.cost() == null
                        ? teacher
                        : teacher.map(
                                PriceTables.of(config.harvest().ownPrices().orElse(null))::priced),
                student,
                new RunFolder(config.folder()));
    }

    /** Of a run as its file says. */
    public static RunProspects of(PipelineConfig config) {
        return of(config, config.student().located());
    }

    /**
     * The teacher beside the owned student.
     *
     * @throws DasllmException if nothing of costs is configured
     */
    public CostComparison compared() {
        return costs.map(each -> RunCosts.of(each, teacher, student, folder))
                .orElseThrow(() -> DasllmException.usage(
                        "The run's file has no section cost",
                        "Write one, such as cost: {requests_per_month: [100000, 300000], hardware_per_month: [150, 400]}; docs/guide.md"
                                + " has a whole one"));
    }

    /** What decides the figures, as far as it is configured. */
    Optional<Object> configuration() {
        return costs.map(each -> {
            List<Object> all = new ArrayList<>(List.of(each));
            teacher.map(TeacherConfig::prices).ifPresent(all::add);
            return all;
        });
    }

    Prospects gathered() {
        return new Prospects(
                Files.exists(folder.curveJson()) ? LearningCurve.read(folder.curveJson()) : null,
                costs.map(each -> RunCosts.of(each, teacher, student, folder)).orElse(null));
    }
}
