package org.dasllm.engine.server;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.mask.ForcedTokens;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.schema.mask.TokenSet;
import org.jspecify.annotations.Nullable;

/** Binds an answer to a grammar. */
final class GrammarConstraint implements TokenConstraint {
    private final TokenMasks masks;
    private final ForcedTokens forced;
    private final Executor beside;
    private OutputState state;
    private int[] last = new int[0];
    private boolean ended;
    private @Nullable FutureTask<TokenSet> prepared;

    /**
     * Binds what follows a state.
     *
     * @param forced the tokens that follow in any case
     * @param beside runs what is prepared
     */
    GrammarConstraint(TokenMasks masks, ForcedTokens forced, Executor beside, OutputState state) {
        this.masks = masks;
        this.forced = forced;
        this.beside = beside;
        this.state = state;
    }

    @Override
    public void prepare() {
        if (prepared == null) {
            OutputState at = state;
            FutureTask<TokenSet> task = new FutureTask<>(() -> masks.allowed(at));
            prepared = task;
            beside.execute(task);
        }
    }

    @Override
    public void mask(float[] logits) {
        if (!allowed().maskOthers(logits)) {
            throw new IllegalStateException(
                    "the model has no token that writes what the answer's format asks for next");
        }
    }

    private TokenSet allowed() {
        FutureTask<TokenSet> task = prepared;
        prepared = null;
        if (task == null) {
            return masks.allowed(state);
        }
        // Whoever comes first computes it: nothing waits for a thread that is busy with another answer's.
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a mask was computed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public boolean accept(int token) {
        // The masks keep all ways in which an answer may be understood, the state only the first ones.
        OutputState next = masks.next(state, token);
        if (next.isDead()) {
            return false;
        }
        take(token, next);
        return true;
    }

    private void take(int token, OutputState next) {
        state = next;
        ended = masks.ends(token);
        int kept = Math.min(last.length, ForcedTokens.window() - 1);
        int[] more = Arrays.copyOfRange(last, last.length - kept, last.length + 1);
        more[kept] = token;
        last = more;
    }

    @Override
    public int[] forced() {
        int[] tokens = ended ? new int[0] : forced.behind(state, last);
        for (int token : tokens) {
            take(token, masks.next(state, token));
        }
        return tokens;
    }
}
