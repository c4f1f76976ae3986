package org.dasllm.harvest.journal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a journal have cost, in tokens, as the harvests that wrote them counted it: answers, what was paid for
 * and could not be read, and requests without any outcome, which were under way when a process was killed.
 */
final class Spending {
    /** Of each request, by its hash, the most that it can cost. */
    private final Map<String, Long> most = new HashMap<>();

    private final Set<String> underWay = new HashSet<>();
    private long known;
    private int unknown;

    void add(JournalLine line) {
        String hash = line.hash();
        if (line instanceof JournalLine.Request request) {
            if (request.body() != null) {
                most.put(hash, Cost.most(request.body()));
            }
            if (!underWay.add(hash)) {
                charge(most.get(hash));
            }
            return;
        }
        underWay.remove(hash);
        if (line instanceof JournalLine.Answer answer) {
            if (answer.promptTokens() != null && answer.completionTokens() != null) {
                charge(answer.promptTokens() + answer.completionTokens());
            } else {
                charge(most.get(hash));
            }
        } else if (line instanceof JournalLine.Failure failure) {
            if (failure.charged() != null) {
                charge(failure.charged());
            } else if (failure.raw() != null) {
                charge(most.get(hash));
            }
        }
    }

    /**
     * The sum of all lines.
     *
     * @param unknownMost what a line counts with whose request is not in the journal
     */
    long tokens(long unknownMost) {
        long lost = 0;
        for (String hash : underWay) {
            lost += most.getOrDefault(hash, unknownMost);
        }
        return known + lost + unknown * unknownMost;
    }

    private void charge(@Nullable Long tokens) {
        if (tokens == null) {
            unknown++;
        } else {
            known += tokens;
        }
    }
}
