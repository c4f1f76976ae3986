package org.dasllm.engine.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that takes long to make, made when it is first asked for. */
final class OnceMade<T> implements Supplier<T> {
    private final Supplier<T> made;
    private @Nullable T value;

    OnceMade(Supplier<T> made) {
        this.made = made;
    }

    /** Makes it now, if it is not made yet. */
    synchronized void prepare() {
        if (value == null) {
            value = made.get();
        }
    }

    @Override
    public synchronized T get() {
        T known = value;
        if (known == null) {
            known = made.get();
            value = known;
        }
        return known;
    }
}
