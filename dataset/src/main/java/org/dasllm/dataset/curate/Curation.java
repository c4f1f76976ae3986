package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.Conflicts;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.Gates;
import org.dasllm.dataset.decision.ApplyDecisions;
import org.dasllm.dataset.decision.DecisionFile;
import org.dasllm.dataset.decision.HumanDecision;
import org.dasllm.dataset.duplicates.CapRows;
import org.dasllm.dataset.duplicates.DropRepeatedIds;
import org.dasllm.dataset.duplicates.DropRepeatedPrompts;
import org.dasllm.dataset.duplicates.ResolveConflicts;
import org.dasllm.dataset.graph.ConnectedRows;
import org.dasllm.dataset.graph.DropNearDuplicates;
import org.dasllm.dataset.graph.NearNeighbours;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.graph.ShingleSets;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.row.CheckAnswer;
import org.dasllm.dataset.row.CheckLanguage;
import org.dasllm.dataset.row.CheckRepetition;
import org.dasllm.dataset.row.CheckShare;
import org.dasllm.dataset.row.FindContamination;
import org.dasllm.dataset.row.LearnPeoplesLabels;
import org.dasllm.dataset.row.MaskPersonalData;
import org.dasllm.dataset.row.NormaliseText;
import org.dasllm.dataset.row.PromptLength;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.row.Refusals;
import org.dasllm.dataset.split.AssignSplit;
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.task.Task;

/**
 * The steps of a curation in their order.
 *
 * @param steps those after the reading
 * @param sets the sets of shingles of the rows, which several steps look at
 * @param remembered what is known of the rows of the night before
 */
record Curation(ReadSample reading, List<CurationStep> steps, ShingleSets sets, RememberedRows remembered) {
    Curation {
        steps = List.copyOf(steps);
        Set<String> names = new HashSet<>();
        all(reading, steps).forEach(step -> {
            unique(names, "step", step.name());
            step.reasons().stream().map(Reason::code).forEach(code -> unique(names, "reason", code));
            step.evidence().stream().map(Evidence::name).forEach(name -> unique(names, "evidence", name));
        });
        requirePlaces(steps);
    }

    /** Row steps see a sample while it is read: those at the beginning, and those right behind the split. */
    private static void requirePlaces(List<CurationStep> steps) {
        for (int at = 1; at < steps.size(); at++) {
            boolean first = steps.get(at - 1) instanceof DatasetStep && !(steps.get(at - 1) instanceof AssignSplit);
            if (first && steps.get(at) instanceof RowStep step) {
                throw new IllegalArgumentException(
                        "the row step " + step.name() + " stands neither at the beginning nor right behind the split");
            }
        }
    }

    /** The same with other steps. */
    Curation with(List<CurationStep> others) {
        return new Curation(reading, others, sets, remembered);
    }

    private static void unique(Set<String> names, String kind, String name) {
        if (!names.add(kind + " " + name)) {
            throw new IllegalArgumentException("two steps have the " + kind + " " + name);
        }
    }

    /** @param task what an answer is; any text where it is empty */
    static Curation of(CurateConfig config, Optional<Task> task) {
        Map<String, HumanDecision> decisions =
                config.decisions() == null ? Map.of() : DecisionFile.read(config.decisions());
        NightMemory memory = new NightMemory();
        ShingleSets sets = new ShingleSets(memory);
        List<CurationStep> steps = new ArrayList<>();
        if (config.decisions() != null) {
            steps.add(new ApplyDecisions(decisions));
        }
        if (!config.normalise().nothing()) {
            steps.add(new NormaliseText(config.normalise()));
        }
        if (!config.promptCharacters().anything()) {
            steps.add(new PromptLength(config.promptCharacters()));
        }
        if (config.masking() != null) {
            steps.add(new MaskPersonalData(config.masking()));
        }
        if (!config.languages().allowed().isEmpty()) {
            steps.add(new CheckLanguage(config.languages()));
        }
        steps.add(new PromptKeys(sets));
        steps.add(new NearNeighbours(memory, sets));
        steps.add(new ConnectedRows(config.together(), config.nearDuplicates().across(), sets));
        SealedTest sealed = config.sealedTest() == null ? SealedTest.NONE : SealedTest.read(config.sealedTest());
        steps.add(new AssignSplit(config.salt(), config.split(), config.together(), sealed));
        steps.add(new LearnPeoplesLabels());
        steps.add(CheckAnswer.of(config, task));
        if (config.conflicts().leastShare() > 0) {
            steps.add(new CheckShare(config.conflicts().leastShare()));
        }
        if (config.refusals()) {
            steps.add(new Refusals());
        }
        if (config.repetition().most() < 1) {
            steps.add(new CheckRepetition(config.repetition()));
        }
        if (!config.contamination().against().isEmpty()) {
            steps.add(new FindContamination(config.contamination()));
        }
        if (config.conflicts().rule() != Conflicts.Rule.FIRST) {
            steps.add(new ResolveConflicts(config.conflicts()));
        }
        steps.add(new DropRepeatedPrompts(config.exactDuplicates()));
        steps.add(new DropRepeatedIds());
        steps.add(new DropNearDuplicates(config.nearDuplicates(), memory, sets));
        if (config.caps().perLabel() > 0 || config.caps().perSource() > 0) {
            steps.add(new CapRows(config.caps()));
        }
        Curation curation = new Curation(new ReadSample(), steps, sets, new RememberedRows(memory, decisions.keySet()));
        curation.requireReasons(config.gates());
        return curation;
    }

    /** A gate on a reason that no step gives would never fail, and somebody would count on it. */
    private void requireReasons(Gates gates) {
        Set<String> known = new TreeSet<>(stepsOfReasons().keySet());
        for (String reason : new TreeSet<>(gates.mostByReason().keySet())) {
            if (!known.contains(reason)) {
                throw DasllmException.usage(
                        "curate.gates.most_by_reason names '" + reason
                                + "', which is no reason of this curation's steps",
                        "Take one of " + String.join(", ", known) + ", or turn the step on that gives it");
            }
        }
    }

    /** The reading and all steps after it. */
    List<CurationStep> all() {
        return all(reading, steps).toList();
    }

    private static Stream<CurationStep> all(ReadSample reading, List<CurationStep> steps) {
        return Stream.concat(Stream.of(reading), steps.stream());
    }

    /** The row steps before the first dataset step. */
    RowSteps beforeSplit() {
        return RowSteps.from(steps, 0);
    }

    /** The row steps behind the split. */
    RowSteps behindSplit() {
        for (int at = 0; at < steps.size(); at++) {
            if (steps.get(at) instanceof AssignSplit) {
                return RowSteps.from(steps, at + 1);
            }
        }
        throw new IllegalStateException("no step assigns a split");
    }

    /**
     * The steps over all rows.
     *
     * @param read what they look at of the rows that were read, see {@link ReadRow#lookedAt}
     * @param letGo is given what lets go of the rows that are kept in memory or on the disk meanwhile, to be run when all is done
     */
    Dataset<Row> apply(Dataset<Row> read, Consumer<Runnable> letGo) {
        Dataset<Row> rows = read;
        boolean kept = false;
        for (CurationStep each : steps) {
            if (each instanceof DatasetStep step) {
                // A leaf is kept once.
                if (step.readsRowsAgain() && !(kept && Leaf.is(rows))) {
                    rows = Leaf.kept(rows, letGo);
                    kept = true;
                }
                rows = step.apply(rows);
                if (step instanceof AssignSplit) {
                    rows = Outcome.taken(rows);
                }
            }
        }
        return rows;
    }

    NightMemory memory() {
        return remembered.memory();
    }

    /** Where personal data are masked, how; then nothing of a row is shown as it came. */
    Optional<MaskPersonalData> masking() {
        return steps.stream()
                .filter(MaskPersonalData.class::isInstance)
                .map(MaskPersonalData.class::cast)
                .findFirst();
    }

    /** The name of the step that gives each reason, by the reason's code. */
    Map<String, String> stepsOfReasons() {
        Map<String, String> names = new HashMap<>();
        all().forEach(step -> step.reasons().forEach(reason -> names.put(reason.code(), step.name())));
        return names;
    }
}
