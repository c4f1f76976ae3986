package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.recorded.RecordedImport;

/** Fills samples with completions, from a teacher or from recorded traffic. */
public final class Harvest {
    /** The journal's name in the work folder. */
    public static final String JOURNAL = "journal.jsonl";

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
        if (!config.askedTeachers().isEmpty()) {
            return new TeachersHarvest(config, new TeacherJournals(workDir, config.asked()), later, mode, progress)
                    .run(prompts, samplesOut);
        }
        if (recorded == null) {
            throw new IllegalStateException("a harvest has a source");
        }
        long start = System.nanoTime();
        RecordedImport.Result result = RecordedImport.write(recorded, later::toStudent, samplesOut, progress);
        return new HarvestSummary(
                result.samples(), 0, 0, 0, result.dropped(), Map.of(), 0, 0, (System.nanoTime() - start) / 1e9);
    }
}
