package org.dasllm.eval.tool;

import java.util.List;
import java.util.function.Predicate;

/**
 * Calls of tools by one system.
 *
 * @param system student or teacher
 * @param n questions with right calls known
 * @param wanted questions where something should be called
 * @param unreadable answers that are neither calls nor an abstention; they count as wrong in everything below
 * @param names answers that call exactly the right tools, or rightly none
 * @param required answers whose calls have all required arguments
 * @param allowed answers whose calls have no argument that their tools do not know
 * @param noExtras answers without an argument that the right call does not have
 * @param right answers that are right as a whole
 * @param missedCalls questions where something should be called and nothing was
 * @param falseCalls questions where nothing should be called and something was
 * @param rightAbstentions questions where nothing should be called and nothing was
 */
public record ToolReport(
        String system,
        int n,
        int wanted,
        int unreadable,
        int names,
        int required,
        int allowed,
        int noExtras,
        int right,
        int missedCalls,
        int falseCalls,
        int rightAbstentions) {

    public static ToolReport of(String system, List<CallScore> scores) {
        return new ToolReport(
                system,
                scores.size(),
                count(scores, CallScore::wanted),
                count(scores, s -> !s.readable()),
                count(scores, CallScore::names),
                count(scores, CallScore::required),
                count(scores, CallScore::allowed),
                count(scores, CallScore::noExtras),
                count(scores, CallScore::right),
                count(scores, s -> s.wanted() && s.readable() && !s.called()),
                count(scores, s -> !s.wanted() && s.called()),
                count(scores, s -> !s.wanted() && s.readable() && !s.called()));
    }

    private static int count(List<CallScore> scores, Predicate<CallScore> what) {
        return (int) scores.stream().filter(what).count();
    }
}
