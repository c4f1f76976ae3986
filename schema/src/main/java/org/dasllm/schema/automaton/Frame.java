package org.dasllm.schema.automaton;

import org.jspecify.annotations.Nullable;

/** A stack: a place, and where to go on when what it is in has ended. */
public final class Frame {
    private final Place place;
    private final @Nullable Frame below;
    private final int depth;
    private final int hash;

    Frame(Place place, @Nullable Frame below, int depth) {
        this.place = place;
        this.below = below;
        this.depth = depth;
        this.hash = System.identityHashCode(place) * 31 + (below == null ? 0 : below.hash);
    }

    /** A stack of one place at whose end something else begins that is not known here. */
    public static Frame alone(Place place) {
        return new Frame(place, null, 0);
    }

    /** The same stack with another place at its top. */
    public Frame at(Place other) {
        return new Frame(other, below, depth);
    }

    public Place place() {
        return place;
    }

    public @Nullable Frame below() {
        return below;
    }

    /** How many objects and arrays are open. */
    public int depth() {
        return depth;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        Frame a = this;
        Object b = other;
        while (a != b) {
            if (!(b instanceof Frame frame)
                    || a == null
                    || a.hash != frame.hash
                    || a.place != frame.place
                    || a.depth != frame.depth) {
                return false;
            }
            a = a.below;
            b = frame.below;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
