package org.dasllm.harvest.label;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;

/**
 * Watches whether a teacher's answers can serve at all, so that not all of them are paid for before it turns out that none
 * can. Only what is a server's custom counts here, not what befalls single answers.
 */
public final class Fitness {
    private static final int FIRST_ANSWERS = 10;

    private final TeacherConfig config;
    private final AnswerReading reading;
    private final int enough;
    private boolean ended;
    private boolean told;
    private int unclear;
    private int untold;

    public Fitness(TeacherConfig config, AnswerReading reading) {
        this.config = config;
        this.reading = reading;
        this.enough = Math.max(FIRST_ANSWERS, 2 * config.concurrency());
    }

    /** There is this answer of an earlier run. */
    public void earlier(JournalLine.Answer answer) {
        ended |= !Ending.of(answer.finishReason()).unknown();
        learn(answer);
    }

    /** What it tells matters only where log-probabilities are asked for, and until the first answer that has them. */
    private boolean learn(JournalLine.Answer answer) {
        if (config.topLogprobs() == 0 || told) {
            return true;
        }
        Optional<JournalLine.Answer> read = reading.of(answer);
        told = read.isPresent() && tells(read.get());
        return read.isPresent() && read.get().tokens() != null;
    }

    /** Whether answers have shown already that they can become labels, so that none is a reason to ask nothing more. */
    public boolean shown() {
        return ended && (config.topLogprobs() == 0 || told);
    }

    /** Why nothing more need be asked after this answer. */
    public Optional<DasllmException> judge(JournalLine.Answer answer) {
        Ending ending = Ending.of(answer.finishReason());
        ended |= !ending.unknown();
        boolean hasTokens = learn(answer);
        if (!ended && ++unclear >= enough) {
            return Optional.of(DasllmException.input(
                    "None of the first " + unclear + " answers of the teacher at " + config.endpoint()
                            + " can become a label: " + ending.fault().orElse(""),
                    "Ask a server that gives finish_reason as OpenAI does, \"stop\" for a whole answer"));
        }
        // Without any at the first answer there will be none at the others; gaps may be in single ones.
        if (config.topLogprobs() > 0 && ending.fault().isEmpty() && !told && (!hasTokens || ++untold >= enough)) {
            return Optional.of(withoutLogprobs(config));
        }
        return Optional.empty();
    }

    public static DasllmException withoutLogprobs(TeacherConfig config) {
        return DasllmException.input(
                "The teacher at " + config.endpoint()
                        + " does not answer as it is asked to: its answer has no log-probabilities, which top_logprobs asks for",
                "Set top_logprobs to 0, or ask a teacher that tells them, and run the same command again");
    }

    private static boolean tells(JournalLine.Answer answer) {
        List<AnswerToken> tokens = answer.tokens();
        return tokens != null && Label.areWhole(tokens);
    }
}
