package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.config.GatewaySourceConfig;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedKeys;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.RequestKey;
import org.dasllm.harvest.label.AnswerCheck;
import org.dasllm.harvest.recorded.RecordedImport;
import org.dasllm.harvest.traffic.TrafficImport;

/** Fills samples with completions, from a teacher, from recorded files, or from what the gateway has recorded. */
public final class Harvest {
    /** The journal's name in the work folder. */
    public static final String JOURNAL = "journal.jsonl";

    /** The folder beside the work folder in which the run's gateway has its journal. */
    public static final String TRAFFIC = "gateway";

    private Harvest() {}

    /**
     * Takes the prompts from the configuration.
     *
     * @param later refuses prompts before anything is asked
     * @param mode of use with a teacher only
     */
    public static HarvestSummary run(
            HarvestConfig config,
            Path workDir,
            Path samplesOut,
            LaterStages later,
            HarvestMode mode,
            Progress progress) {
        requirePrompts(config);
        return run(config, config.prompts(), workDir, samplesOut, later, mode, progress);
    }

    /** Refuses a teacher without prompts. */
    public static void requirePrompts(HarvestConfig config) {
        if (config.firstTeacher().isPresent() && config.prompts().isEmpty()) {
            throw DasllmException.usage(
                    "The harvest has a teacher but no prompts", "Set harvest.prompts to JSON Lines files of samples");
        }
    }

    /**
     * Refuses two teachers whose requests have the same names in a journal though they go to different servers, such as two servers of one
     * model on different ports of this machine: each would be given the other's answers.
     */
    public static void requireDifferentTeachers(HarvestConfig config) {
        Map<String, TeacherConfig> known = new HashMap<>();
        config.byName().forEach((name, teacher) -> {
            String identity = RequestKey.of(
                    teacher.protocol().name(), teacher.endpoint(), teacher.model(), NullNode.getInstance());
            TeacherConfig other = known.putIfAbsent(identity, teacher);
            if (other != null && !other.endpoint().equals(teacher.endpoint())) {
                throw DasllmException.usage(
                        "The teacher '" + name + "' asks for the same model as another, " + teacher.model() + ", at "
                                + teacher.endpoint() + " and " + other.endpoint()
                                + ": a journal does not distinguish ports of this machine",
                        "Serve the model under another name at one of them, so that their answers are not mixed up");
            }
        });
    }

    /** Refuses a file of names that cannot be used. */
    public static void requireMasking(HarvestConfig config) {
        PromptMasking.of(config.masking());
    }

    /** As {@link #run(HarvestConfig, Path, Path, LaterStages, HarvestMode, Progress)}, where nothing is known of later stages. */
    public static HarvestSummary run(HarvestConfig config, Path workDir, Path samplesOut, Progress progress) {
        return run(config, workDir, samplesOut, LaterStages.UNKNOWN, HarvestMode.USUAL, progress);
    }

    /** As {@link #run(HarvestConfig, List, Path, Path, LaterStages, HarvestMode, Progress)}, with one file of prompts. */
    public static HarvestSummary run(
            HarvestConfig config, Path promptsJsonl, Path workDir, Path samplesOut, Progress progress) {
        return run(
                config, List.of(promptsJsonl), workDir, samplesOut, LaterStages.UNKNOWN, HarvestMode.USUAL, progress);
    }

    /**
     * Runs to the end, or goes on where an earlier run stopped.
     *
     * @param prompts files of samples without completions; not read with a recorded source
     * @param workDir where the journal is; a teacher that answered once is not asked the same again
     * @param samplesOut written as a whole at the end, in the order of the prompts
     * @param later refuses prompts before anything is asked
     * @param mode of use with a teacher only
     * @throws DasllmException with everything answered kept in the journal
     */
    public static HarvestSummary run(
            HarvestConfig config,
            List<Path> prompts,
            Path workDir,
            Path samplesOut,
            LaterStages later,
            HarvestMode mode,
            Progress progress) {
        RecordedConfig recorded = config.recorded();
        requireDifferentTeachers(config);
        if (!config.askedTeachers().isEmpty()) {
            return new TeachersHarvest(config, new TeacherJournals(workDir, config.asked()), later, mode, progress)
                    .run(prompts, samplesOut);
        }
        GatewaySourceConfig gateway = config.gateway();
        if (gateway != null) {
            return ofTraffic(gateway, workDir, samplesOut, later, progress);
        }
        if (recorded == null) {
            throw new IllegalStateException("a harvest has a source");
        }
        long start = System.nanoTime();
        RecordedImport.Result result =
                RecordedImport.write(recorded, RecordedKeys.RUN_FILE, later::toStudent, samplesOut, progress);
        return new HarvestSummary(
                result.samples(), 0, 0, 0, result.dropped(), Map.of(), 0, 0, (System.nanoTime() - start) / 1e9);
    }

    /**
     * Where the gateway of a run records.
     *
     * @param workDir the harvest's
     */
    public static Path trafficJournal(GatewaySourceConfig config, Path workDir) {
        return config.journal().orElseGet(() -> workDir.resolveSibling(TRAFFIC).resolve(JOURNAL));
    }

    /** Refuses live traffic that is not there or cannot be read. */
    public static void requireTraffic(GatewaySourceConfig config, Path workDir) {
        new TrafficImport(
                trafficJournal(config, workDir),
                config.leastScore(),
                false,
                answer -> Optional.empty(),
                Progress.SILENT);
    }

    private static HarvestSummary ofTraffic(
            GatewaySourceConfig config, Path workDir, Path samplesOut, LaterStages later, Progress progress) {
        long start = System.nanoTime();
        boolean calls =
                later.task().filter(task -> task.kind() == TaskKind.TOOL_CALL).isPresent();
        Path journal = trafficJournal(config, workDir);
        TrafficImport traffic = new TrafficImport(
                journal,
                config.leastScore(),
                calls,
                answer -> later.check(answer).flatMap(AnswerCheck::fault),
                progress);
        SampleFile.write(
                samplesOut, (Consumer<Sample> taker) -> traffic.each(sample -> taker.accept(later.toStudent(sample))));
        traffic.leftOut().forEach(progress::line);
        if (traffic.unmatched() > 0) {
            progress.line(Counted.of(traffic.unmatched(), "exchange was", "exchanges were") + " spoken of that "
                    + (traffic.unmatched() == 1 ? "is" : "are") + " not in " + journal);
        }
        if (traffic.samples() == 0) {
            throw DasllmException.input(
                    traffic.exchanges() == 0
                            ? "The journal " + journal + " holds no exchange"
                            : "None of " + Counted.of(traffic.exchanges(), "exchange") + " in " + journal
                                    + " makes a sample: " + String.join("; ", traffic.leftOut()),
                    traffic.exchanges() == 0
                            ? "Record traffic with dasllm gateway first"
                            : "Correct what the reasons name, or record more traffic");
        }
        return new HarvestSummary(
                traffic.samples(), 0, 0, 0, traffic.dropped(), Map.of(), 0, 0, (System.nanoTime() - start) / 1e9);
    }
}
