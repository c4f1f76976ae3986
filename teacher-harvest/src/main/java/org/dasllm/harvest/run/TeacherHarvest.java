package org.dasllm.harvest.run;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.label.Fitness;

/** One teacher's part of a harvest: what it is asked by, and what is said of its answers. */
final class TeacherHarvest {
    private final AskedTeacher asked;
    private final TeacherConfig config;
    private final Progress progress;
    private final double maxFailedShare;

    TeacherHarvest(AskedTeacher asked, double maxFailedShare) {
        this.asked = asked;
        this.config = asked.config();
        this.progress = asked.progress();
        this.maxFailedShare = maxFailedShare;
    }

    /**
     * What the teacher's answers come to.
     *
     * @param asked how many requests were answered in this run
     * @param answers how many are wanted for all samples together
     */
    record Answered(TeacherConfig teacher, Outcome outcome, int asked, int answers) implements AutoCloseable {
        @Override
        public void close() {
            outcome.close();
        }
    }

    /** Begins: see {@link TeacherAsking#open}. */
    TeacherAsking open(List<Sample> samples) {
        return TeacherAsking.open(asked, samples);
    }

    /** Says what was left out and what was not as asked for; when all samples were taken. */
    void report(Outcome outcome) {
        outcome.dropped()
                .forEach((reason, count) ->
                        progress.line(Counted.of(count, "sample is", "samples are") + " left out: " + reason));
        int without = outcome.withoutTokens();
        if (config.topLogprobs() > 0 && without > 0) {
            progress.line(Counted.of(without, "sample keeps its answer", "samples keep their answers")
                    + " without log-probabilities, which the teacher did not tell in full");
        }
        int restored = outcome.restored();
        if (restored > 0) {
            progress.line(Counted.of(restored, "sample keeps its answer", "samples keep their answers")
                    + " without log-probabilities, since personal data came back into the text");
        }
        ModelName wanted = ModelName.of(config.model());
        outcome.served().forEach((name, count) -> {
            if (!wanted.agrees(ModelName.of(name))) {
                progress.line(Counted.of(count, "label is", "labels are") + " of the model '" + ModelName.shown(name)
                        + "', though '" + config.model() + "' was asked for");
            }
        });
    }

    /** Refuses an outcome with too few answers, when all samples were taken. */
    void refuseTooManyFailures(Outcome outcome, int total) {
        if (outcome.failed() > maxFailedShare * total) {
            throw DasllmException.input(
                    outcome.failed() + " of " + Counted.of(total, "sample") + " got no answer from "
                            + config.endpoint() + " (" + String.join("; ", outcome.firstReasons())
                            + "); the other answers are kept in " + asked.journal(),
                    "Run the same command again to ask for the missing ones, or raise max_failed_share");
        }
        if (config.topLogprobs() > 0 && outcome.withoutTokens() == outcome.labelled() && outcome.labelled() > 0) {
            throw Fitness.withoutLogprobs(config);
        }
        if (outcome.labelled() == 0) {
            throw DasllmException.input(
                    "None of the " + Counted.of(total, "sample") + " got an answer that can be used: "
                            + outcome.dropped().entrySet().stream()
                                    .map(entry -> entry.getValue() + " because " + entry.getKey())
                                    .collect(Collectors.joining("; ")),
                    "Check the prompts and the teacher, raise max_tokens if the answers were cut off, and run again");
        }
    }
}
