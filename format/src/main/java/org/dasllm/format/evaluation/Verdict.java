package org.dasllm.format.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation found on its primary endpoint.
 *
 * @param outcome the finding
 * @param reason the finding in one sentence, with its numbers
 * @param primary the metric that decides
 * @param margin as fixed in the plan
 * @param confidence of the interval
 * @param n questions with a right answer known
 * @param studentAccuracy null without right answers
 * @param teacherAccuracy null without right answers
 * @param difference student − teacher; null without right answers
 * @param interval of the difference; null where it cannot be estimated
 * @param planSha256 the plan that was judged by
 * @param studentSha256 the adapter or weights that were judged
 */
public record Verdict(
        Outcome outcome,
        String reason,
        String primary,
        double margin,
        double confidence,
        int n,
        @Nullable Double studentAccuracy,
        @Nullable Double teacherAccuracy,
        @Nullable Double difference,
        @Nullable Interval interval,
        String planSha256,
        String studentSha256) {

    /** The three findings there are. */
    public enum Outcome {
        /** The interval of the difference lies above −margin. */
        NON_INFERIOR,
        /** It does not: the student is worse, or there were too few questions to tell. */
        NOT_SHOWN,
        /** There is nothing to judge by, such as no right answers, or one group only. */
        NOT_ESTIMABLE;

        /** Such as {@code non-inferior}. */
        public String inWords() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether the student may take the teacher's place, as far as this evaluation goes. */
    @JsonIgnore
    public boolean passed() {
        return outcome == Outcome.NON_INFERIOR;
    }

    /**
     * Refuses every verdict but a passing one.
     *
     * @param report where it stands
     * @throws DasllmException with exit code VERDICT
     */
    public void require(Path report) {
        if (!passed()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "The verdict is \"" + outcome.inWords() + "\", not \"" + Outcome.NON_INFERIOR.inWords() + "\"",
                    "See " + report);
        }
    }
}
