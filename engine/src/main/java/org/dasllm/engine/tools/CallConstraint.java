package org.dasllm.engine.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.mask.TokenMasks;
import org.jspecify.annotations.Nullable;

/** Lets an answer be any text until a call begins, and binds it from there on. */
final class CallConstraint implements TokenConstraint {
    /** How a grammar goes on from a state. */
    interface Binding extends Function<OutputState, TokenConstraint> {}

    private final TokenMasks masks;
    private final Binding binding;
    private final int opening;
    private final byte[] spelled;
    private final Optional<Pattern> beginning;
    private byte[] seen = new byte[0];
    private boolean atBeginning;
    private @Nullable TokenConstraint bound;

    /**
     * Begins with no call.
     *
     * @param masks of the calls, from their opening on
     * @param opening the token that opens calls; negative where none does
     * @param spelled what opens them as text; empty where nothing does
     * @param beginning what an answer can only be a call behind, from its first character on
     */
    CallConstraint(TokenMasks masks, Binding binding, int opening, String spelled, Optional<Pattern> beginning) {
        this.masks = masks;
        this.binding = binding;
        this.opening = opening;
        this.spelled = spelled.getBytes(StandardCharsets.UTF_8);
        this.beginning = beginning;
        this.atBeginning = beginning.isPresent();
    }

    @Override
    public void mask(float[] logits) {
        if (bound != null) {
            bound.mask(logits);
        }
    }

    @Override
    public boolean accept(int token) {
        if (bound != null) {
            return bound.accept(token);
        }
        if (token == opening) {
            return bind(masks.next(masks.start(), token));
        }
        byte[] bytes = masks.bytes(token);
        byte[] all = Arrays.copyOf(seen, seen.length + bytes.length);
        System.arraycopy(bytes, 0, all, seen.length, bytes.length);
        boolean maybe = false;
        if (atBeginning) {
            Matcher head = beginning.orElseThrow().matcher(new String(all, StandardCharsets.ISO_8859_1));
            if (head.lookingAt()) {
                return bind(masks.start().next(all));
            }
            maybe = head.hitEnd();
        }
        int begin = begin(all);
        if (begin >= 0) {
            return bind(masks.start().next(Arrays.copyOfRange(all, begin, all.length)));
        }
        atBeginning = maybe;
        int kept = Math.min(all.length, atBeginning ? all.length : Math.max(0, spelled.length - 1));
        seen = Arrays.copyOfRange(all, all.length - kept, all.length);
        return true;
    }

    @Override
    public boolean stoppable() {
        return bound == null;
    }

    private boolean bind(OutputState state) {
        if (state.isDead()) {
            return false;
        }
        bound = binding.apply(state);
        return true;
    }

    /** Where a call begins; negative where none does yet. */
    private int begin(byte[] all) {
        for (int at = 0; spelled.length > 0 && at + spelled.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + spelled.length, spelled, 0, spelled.length)) {
                return at;
            }
        }
        return -1;
    }
}
