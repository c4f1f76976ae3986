package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.ProcessLock;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.sample.Split;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.TeacherJournals;

/** Where things lie within a run's folder. */
public record RunFolder(Path path) {
    /** The page of costs, in the folder of each teacher's journal. */
    static final String COST_PAGE = "cost.html";

    /** Takes it for this process; what a run needs before its first stage. */
    ProcessLock lock() {
        return ProcessLock.acquire(lockFile(), what());
    }

    /** Refuses what {@link #lock} would refuse, and changes nothing. */
    void requireUsable() {
        ProcessLock.requireFree(lockFile(), what());
        Path there = path.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw DasllmException.input(
                    "The run's folder " + path + " cannot be made: " + there + " is not a folder",
                    "Set runs to another folder");
        }
        if (!Files.isWritable(there)) {
            throw DasllmException.input(
                    there + " may not be written",
                    "Give this user the right to write there, or set runs to another folder");
        }
    }

    private Path lockFile() {
        return path.resolve(".lock");
    }

    private String what() {
        return "The run " + path;
    }

    Path harvest() {
        return path.resolve("harvest");
    }

    /** The harvest's journal. */
    public Path journal() {
        return harvest().resolve(Harvest.JOURNAL);
    }

    /** What the run's gateway records. */
    public Path traffic() {
        return path.resolve(Harvest.TRAFFIC).resolve(Harvest.JOURNAL);
    }

    /** Where the journals of the teachers are that are asked. */
    public TeacherJournals journals(HarvestConfig harvest) {
        return new TeacherJournals(harvest(), harvest.asked());
    }

    /** What the harvest wrote and the curation reads. */
    public Path samples() {
        return harvest().resolve("samples.jsonl");
    }

    Path studentPrompt() {
        return harvest().resolve(StudentPrompt.FILE);
    }

    public Path dataset() {
        return path.resolve("dataset");
    }

    /** The dataset card as a page. */
    public Path cardHtml() {
        return dataset().resolve("card.html");
    }

    Path split(Split split) {
        return dataset().resolve(split.label() + ".jsonl");
    }

    Path training() {
        return path.resolve("training");
    }

    public Path adapter() {
        return training().resolve("adapter");
    }

    Path probes() {
        return training().resolve(Probes.FILE);
    }

    Path neutralProbes() {
        return training().resolve(Probes.NEUTRAL_FILE);
    }

    public Path curves() {
        return training().resolve("curves.html");
    }

    Path evaluation() {
        return path.resolve("evaluation");
    }

    public Path reportJson() {
        return evaluation().resolve("report.json");
    }

    public Path reportHtml() {
        return evaluation().resolve("report.html");
    }

    public Path reportPdf() {
        return evaluation().resolve("report.pdf");
    }

    /** How long the student took for its answers. */
    Path timing() {
        return evaluation().resolve("timing.json");
    }

    /** What {@code dasllm learning-curve} keeps. */
    Path curve() {
        return path.resolve("learning-curve");
    }

    Path curveJson() {
        return curve().resolve(LearningCurve.FILE);
    }

    public Path bundle() {
        return path.resolve("bundle");
    }

    public Path scratch() {
        return path.resolve("scratch");
    }
}
