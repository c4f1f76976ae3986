package org.dasllm.schema.automaton;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where an answer is. It does not change: what follows a byte is a further state. */
public final class OutputState {
    private static final int MOST_FORCED = 512;

    private final OutputGrammar grammar;
    private final List<Frame> stacks;
    private final @Nullable SeenNames names;
    private final List<Frame> closed;
    private boolean accepts;

    OutputState(OutputGrammar grammar, List<Frame> stacks, boolean ended, @Nullable SeenNames names) {
        this.grammar = grammar;
        this.stacks = List.copyOf(stacks);
        this.names = names;
        this.accepts = ended;
        this.closed = grammar.closure(this.stacks, () -> accepts = true);
    }

    /** The state behind a byte, 0 to 255; dead where no answer goes on so. */
    public OutputState next(int b) {
        Set<Frame> further = new LinkedHashSet<>();
        boolean ended = false;
        for (Frame frame : closed) {
            Place place = frame.place().next(b);
            if (place != null && further.size() < OutputGrammar.MOST_STACKS) {
                Frame next = settled(frame.at(place));
                if (next == null) {
                    ended = true;
                } else {
                    grammar.enter(next, further);
                }
            }
        }
        boolean raw = names != null
                && further.stream().anyMatch(frame -> frame.place() instanceof TextPlace text && text.isRaw());
        // Quotes and brackets in a raw string are not JSON's; the JSON behind it is tracked anew.
        SeenNames seen = names == null || (further.isEmpty() && !ended) ? names : raw ? SeenNames.NONE : names.next(b);
        return names != null && seen == null
                ? new OutputState(grammar, List.of(), false, names)
                : new OutputState(grammar, List.copyOf(further), ended, seen);
    }

    /** A stack without what must end at once; null where nothing is left. */
    private static @Nullable Frame settled(Frame frame) {
        Frame at = frame;
        while (at != null && at.place().isLast()) {
            at = at.below();
        }
        return at;
    }

    /** The state behind some bytes. */
    public OutputState next(byte[] bytes) {
        OutputState state = this;
        for (int i = 0; i < bytes.length && !state.isDead(); i++) {
            state = state.next(bytes[i] & 0xFF);
        }
        return state;
    }

    /** Whether no answer goes on from here. */
    public boolean isDead() {
        return stacks.isEmpty() && !accepts;
    }

    /** Whether the answer is complete if it ends here. */
    public boolean accepts() {
        return accepts;
    }

    /** The bytes that must follow, the first 512 of them; none where several may, or the answer may end. */
    public byte[] forcedBytes() {
        ByteArrayOutputStream forced = new ByteArrayOutputStream();
        OutputState at = this;
        while (forced.size() < MOST_FORCED && !at.accepts) {
            int only = -1;
            for (int b = 0; b < 256; b++) {
                if (!at.goesOn(b)) {
                    continue;
                }
                if (only >= 0) {
                    return forced.toByteArray();
                }
                only = b;
            }
            if (only < 0) {
                break;
            }
            forced.write(only);
            at = at.next(only);
        }
        return forced.toByteArray();
    }

    /** Whether the answer is complete and nothing can follow. */
    public boolean mustEnd() {
        if (!accepts) {
            return false;
        }
        for (int b = 0; b < 256; b++) {
            if (goesOn(b)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the state behind a byte, 0 to 255, is not dead. */
    public boolean goesOn(int b) {
        return closed.stream().anyMatch(frame -> frame.place().next(b) != null)
                && (names == null || names.next(b) != null);
    }

    /** The stacks, one for each way in which the answer may be understood. */
    public List<Frame> stacks() {
        return stacks;
    }

    /** Whether some bytes bring no name of a property twice into its object. */
    public boolean keepsNamesApart(byte[] bytes) {
        return names == null || names.keepApart(bytes);
    }
}
