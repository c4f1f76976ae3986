package org.dasllm.dataset.row;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dasllm.dataset.config.Repetition;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;

/**
 * Drops answers that repeat themselves: the share of runs of four words that came before in the same answer, in the manner of the
 * repetition rules of Rae et al., "Scaling Language Models: Methods, Analysis & Insights from Training Gopher" (2021), A.1.1.
 *
 * @param config the greatest share
 */
public record CheckRepetition(Repetition config) implements RowStep {
    private static final Reason REPEATS = Reason.of("repetition", "the answer says the same again and again");
    private static final int RUN = 4;

    @Override
    public String name() {
        return "repetition";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(REPEATS);
    }

    @Override
    public boolean peopleMayOverrule() {
        return true;
    }

    @Override
    public Decision decide(Candidate candidate) {
        List<String> words = Words.of(UsedAnswer.of(candidate.sample()));
        if (words.size() < config.leastWords()) {
            return candidate;
        }
        double share = repeated(words);
        String seen = String.format(
                Locale.ROOT, "%.0f %% of %d runs of four words came before", 100 * share, words.size() - RUN + 1);
        return share > config.most() ? new Rejection(REPEATS, seen) : candidate.seeing(this, seen);
    }

    /** @param words at least four */
    static double repeated(List<String> words) {
        Set<List<String>> before = new HashSet<>();
        int again = 0;
        int runs = words.size() - RUN + 1;
        for (int i = 0; i < runs; i++) {
            again += before.add(List.copyOf(words.subList(i, i + RUN))) ? 0 : 1;
        }
        return (double) again / runs;
    }
}
