package org.dasllm.eval.curve;

import java.util.List;
import org.dasllm.format.version.FileKind;

/**
 * One student of a learning curve: a file that is written when all questions are answered, so that a curve that was broken off goes on.
 *
 * @param version of the layout, see {@link #KIND}
 * @param identity the hash of everything that decides the answers
 * @param labels that it learnt from
 * @param updates of its training
 * @param seed of its training
 * @param wrong by question: whether it was answered wrongly
 */
public record StudentPoint(int version, String identity, int labels, int updates, long seed, List<Boolean> wrong) {
    public static final FileKind KIND = new FileKind("a student of a learning curve", "version", 1);

    public StudentPoint {
        wrong = List.copyOf(wrong);
    }

    /** By question, as {@link CurveData.Measured} has it. */
    public boolean[] wrongAnswers() {
        boolean[] answers = new boolean[wrong.size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = wrong.get(i);
        }
        return answers;
    }
}
