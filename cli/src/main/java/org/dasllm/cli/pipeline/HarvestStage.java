package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.recorded.RecordedImport;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.HarvestMode;
import org.dasllm.harvest.run.HarvestSummary;
import org.dasllm.harvest.run.LaterStages;
import org.dasllm.harvest.teacher.ConfiguredTeacher;

/**
 * Asks the teacher, or imports labels that were recorded.
 *
 * @param later what the stages after it would refuse
 * @param prompts where the student has another system prompt than its teacher
 * @param mode what is done beside the usual
 * @param reached turns the configuration into the one that is used, such as by starting a teacher and naming its address;
 *     called only if the stage runs
 * @param prices of teachers whose configuration gives none; they are no part of what decides the outcome
 */
record HarvestStage(
        HarvestConfig config,
        RunFolder folder,
        LaterStages later,
        Optional<PromptDistillation> prompts,
        HarvestMode mode,
        UnaryOperator<HarvestConfig> reached,
        PriceTables prices)
        implements Stage {
    static final String NAME = "harvest";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Object configuration() {
        List<Object> all = new ArrayList<>(List.of(config));
        later.task().filter(this::decides).map(Task::longForm).ifPresent(all::add);
        prompts.map(PromptDistillation::student).ifPresent(all::add);
        return all.size() == 1 ? config : all;
    }

    /** Whether what is sent depends on the task. */
    private boolean decides(Task task) {
        TeacherConfig teacher = config.teacher();
        return teacher != null && (teacher.structuredOutput() || task.kind() == TaskKind.TOOL_CALL);
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        config.prompts().forEach(file -> inputs.put("prompts " + inputs.size(), file));
        if (config.recorded() != null) {
            config.recorded().files().forEach(file -> inputs.put("recorded " + inputs.size(), file.path()));
        }
        if (config.gateway() != null) {
            Journal.parts(Harvest.trafficJournal(config.gateway(), folder.harvest()))
                    .forEach(file -> inputs.put("traffic " + inputs.size(), file));
        }
        if (config.masking() != null && config.masking().names() != null) {
            inputs.put("names", config.masking().names());
        }
        return inputs;
    }

    @Override
    public Map<String, Path> outputs() {
        return prompts.isPresent()
                ? Map.of("samples", folder.samples(), "student prompt", folder.studentPrompt())
                : Map.of("samples", folder.samples());
    }

    @Override
    public boolean isAskedFor() {
        return !mode.equals(HarvestMode.USUAL);
    }

    @Override
    public void check(Predicate<Path> settled) {
        TeacherConfig teacher = config.teacher();
        RecordedConfig recorded = config.recorded();
        if (teacher != null) {
            // Finds a key that is not where it is to be, and a schema that the teacher cannot be held to.
            if (mode.asks()) {
                ConfiguredTeacher.open(teacher, later.task());
            }
            Harvest.requirePrompts(config);
            Harvest.requireMasking(config);
            config.prompts().forEach(SampleFile::read);
            prices.priced(config);
            TeacherTerms.require(teacher);
        } else if (recorded != null) {
            RecordedImport.read(recorded, Progress.SILENT);
        } else if (config.gateway() != null) {
            Harvest.requireTraffic(config.gateway(), folder.harvest());
        }
    }

    @Override
    public Map<String, String> run(Progress progress) {
        if (isAskedFor() && config.teacher() == null) {
            throw DasllmException.usage(
                    "--reparse and --merge are about a teacher's journal, and these labels are recorded ones",
                    "Run the command without them");
        }
        HarvestConfig used = prices.priced(reached.apply(config));
        if (used.teacher() != null) {
            TeacherTerms.require(used.teacher());
            SpentBefore.require(used.teacher(), folder);
        }
        HarvestSummary summary = harvest(used, progress);
        prompts.ifPresent(each -> each.mapping().write(folder.studentPrompt()));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("samples", String.valueOf(summary.samples()));
        facts.put("asked", String.valueOf(summary.asked()));
        facts.put("reused", String.valueOf(summary.reused()));
        facts.put("failed", String.valueOf(summary.failed()));
        if (!summary.dropped().isEmpty()) {
            facts.put("dropped", summary.dropped().toString());
        }
        TeacherConfig teacher = config.teacher();
        boolean asAsked = teacher != null && summary.served().keySet().equals(Set.of(teacher.model()));
        if (!summary.served().isEmpty() && !asAsked) {
            facts.put("served", summary.served().toString());
        }
        facts.put("tokens", summary.promptTokens() + " + " + summary.completionTokens());
        facts.putAll(TeacherTerms.facts(Optional.ofNullable(used.teacher())));
        return facts;
    }

    /** Says at the end what it has cost, also where it ends early. */
    private HarvestSummary harvest(HarvestConfig used, Progress progress) {
        HarvestSummary summary;
        try {
            summary = Harvest.run(used, folder.harvest(), folder.samples(), later, mode, progress);
        } catch (RuntimeException ended) {
            try {
                cost(used, progress);
            } catch (RuntimeException unsaid) {
                ended.addSuppressed(unsaid);
            }
            throw ended;
        }
        cost(used, progress);
        return summary;
    }

    private void cost(HarvestConfig used, Progress progress) {
        progress.finish();
        TeacherConfig teacher = used.teacher();
        if (teacher != null) {
            HarvestCosts.report(teacher, folder.journal(), folder, progress);
        }
    }
}
