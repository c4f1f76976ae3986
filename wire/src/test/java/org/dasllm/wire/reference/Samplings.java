package org.dasllm.wire.reference;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.Sampling;

/** The simplest ways to choose tokens, for tests that are about something else. */
public final class Samplings {
    private Samplings() {}

    /** A temperature, and all else left to the server. */
    public static Sampling at(double temperature) {
        return of(OptionalDouble.of(temperature));
    }

    /** All left to the server. */
    public static Sampling unset() {
        return of(OptionalDouble.empty());
    }

    private static Sampling of(OptionalDouble temperature) {
        return new Sampling(
                temperature,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
    }
}
