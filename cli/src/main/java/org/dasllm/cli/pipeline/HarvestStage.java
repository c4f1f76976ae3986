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
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.batch.BatchTeachers;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.label.LabelRules;
import org.dasllm.harvest.recorded.RecordedImport;
import org.dasllm.harvest.review.ReviewedFile;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.HarvestMode;
import org.dasllm.harvest.run.HarvestSummary;
import org.dasllm.harvest.run.LaterStages;
import org.dasllm.harvest.run.TeacherJournals;
import org.dasllm.harvest.teacher.ConfiguredTeacher;

/**
 * Asks the teachers, or imports labels that were recorded.
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
        return config.askedTeachers().values().stream()
                .anyMatch(teacher -> teacher.structuredOutput() || task.kind() == TaskKind.TOOL_CALL);
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        config.prompts().forEach(file -> inputs.put("prompts " + inputs.size(), file));
        if (config.recorded() != null) {
            config.recorded().files().forEach(file -> inputs.put("recorded " + inputs.size(), file.path()));
        }
        config.labelling().reviewed().forEach(file -> inputs.put("reviewed " + inputs.size(), file));
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
        return mode.isParticular();
    }

    @Override
    public void check(Predicate<Path> settled) {
        requireUseful(mode);
        RecordedConfig recorded = config.recorded();
        if (!config.askedTeachers().isEmpty()) {
            // Finds a key that is not where it is to be, and a schema that the teacher cannot be held to.
            if (mode.asks()) {
                config.askedTeachers().values().forEach(teacher -> {
                    ConfiguredTeacher.open(teacher, later.task());
                    if (teacher.batch() != null) {
                        BatchTeachers.of(teacher);
                    }
                });
            }
            Harvest.requirePrompts(config);
            Harvest.requireMasking(config);
            Harvest.requireDifferentTeachers(config);
            LabelRules.require(config.labelling(), later.task());
            config.labelling().reviewed().forEach(ReviewedFile::read);
            config.prompts().forEach(SampleFile::read);
            prices.priced(config);
            config.askedTeachers().values().forEach(TeacherTerms::require);
        } else if (recorded != null) {
            RecordedImport.check(recorded);
        } else if (config.gateway() != null) {
            Harvest.requireTraffic(config.gateway(), folder.harvest());
        }
    }

    @Override
    public Map<String, String> run(Progress progress) {
        requireUseful(mode);
        HarvestConfig used = prices.priced(reached.apply(config));
        TeacherJournals journals = folder.journals(used);
        used.askedTeachers().forEach((name, teacher) -> {
            TeacherTerms.require(teacher);
            SpentBefore.require(teacher, journals.folder(name));
        });
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
        Set<String> models = config.askedTeachers().values().stream()
                .map(TeacherConfig::model)
                .collect(Collectors.toSet());
        boolean asAsked = summary.served().keySet().equals(models);
        if (!summary.served().isEmpty() && !asAsked) {
            facts.put("served", summary.served().toString());
        }
        facts.put("tokens", summary.promptTokens() + " + " + summary.completionTokens());
        facts.putAll(TeacherTerms.facts(used.askedTeachers()));
        return facts;
    }

    /** Refuses options that would change nothing with these labels. */
    private void requireUseful(HarvestMode asked) {
        boolean batches = config.askedTeachers().values().stream().anyMatch(teacher -> teacher.batch() != null);
        for (Map.Entry<String, Boolean> option : asked.options().entrySet()) {
            String name = option.getKey();
            if (config.askedTeachers().isEmpty()) {
                throw DasllmException.usage(
                        name + " is about a teacher's journal, and these labels are recorded ones", "Leave it out");
            }
            if (option.getValue() && !batches) {
                throw DasllmException.usage(
                        name + " is about batches, and no teacher that is asked has batch in its section",
                        "Leave it out, or write batch: {} into the section of a teacher");
            }
            if (option.getValue() && !asked.asks()) {
                throw DasllmException.usage(
                        name + " is about asking, and --reparse asks for nothing", "Leave one of them out");
            }
        }
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
        TeacherJournals journals = folder.journals(used);
        boolean several = used.askedTeachers().size() > 1;
        used.askedTeachers()
                .forEach((name, teacher) ->
                        HarvestCosts.report(teacher, several ? name + ": " : "", journals.folder(name), progress));
    }
}
