package org.dasllm.model.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Changes the logits, leaves what a constraint allows, and draws; what must follow is placed without a draw. */
final class SequenceSampler implements Sampler {
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private final DrawOptions options;
    private final LogitChanges changes;
    private final @Nullable TokenConstraint constraint;
    private final SplittableRandom random;
    /** What must follow, and has been taken by the constraint. */
    private final Deque<Integer> forced = new ArrayDeque<>();

    SequenceSampler(DrawOptions options, long stream, LogitChanges changes, Optional<TokenConstraint> constraint) {
        this.options = options;
        this.changes = changes;
        this.constraint = constraint.orElse(null);
        this.random = random(options.seed(), stream);
    }

    /**
     * A generator moves by the golden ratio from one draw to the next, and so would its seeds: neighbours' draws would be the same,
     * shifted by one. A draw of their own, which is mixed, takes them apart.
     */
    private static SplittableRandom random(long seed, long stream) {
        return new SplittableRandom(new SplittableRandom(seed * GOLDEN_RATIO + stream).nextLong());
    }

    @Override
    public void prepare() {
        if (constraint != null && forced.isEmpty()) {
            constraint.prepare();
        }
    }

    @Override
    public int next(float[] logits) {
        if (!forced.isEmpty()) {
            return forced.remove();
        }
        changes.apply(logits);
        int token = constraint == null ? draw(logits) : drawWithin(constraint, logits);
        changes.taken(token);
        return token;
    }

    private int drawWithin(TokenConstraint within, float[] logits) {
        within.mask(logits);
        while (true) {
            int token = draw(logits);
            if (within.accept(token)) {
                for (int next : within.forced()) {
                    forced.add(next);
                    changes.taken(next);
                }
                return token;
            }
            logits[token] = Float.NEGATIVE_INFINITY;
            if (isNoneLeft(logits)) {
                throw new IllegalStateException(
                        "behind none of the tokens that the constraint allows can the answer go on");
            }
        }
    }

    private int draw(float[] logits) {
        return options.temperature() == 0
                ? Sampler.greedy().next(logits)
                : TokenDistribution.of(logits, options).at(random.nextDouble());
    }

    private static boolean isNoneLeft(float[] logits) {
        for (float logit : logits) {
            if (logit != Float.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int[] placed() {
        int[] placed = forced.stream().mapToInt(Integer::intValue).toArray();
        forced.clear();
        return placed;
    }
}
