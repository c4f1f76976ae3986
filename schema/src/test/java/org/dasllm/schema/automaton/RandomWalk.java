package org.dasllm.schema.automaton;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Texts that a grammar allows, drawn byte by byte. */
final class RandomWalk {
    private final SplittableRandom random;
    private final int longest;

    RandomWalk(long seed, int longest) {
        this.random = new SplittableRandom(seed);
        this.longest = longest;
    }

    /** A whole text; empty where it did not end in time. */
    Optional<String> text(OutputGrammar grammar) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OutputState state = grammar.start();
        while (text.size() < longest) {
            List<Integer> bytes = new ArrayList<>();
            List<Integer> structure = new ArrayList<>();
            for (int b = 0; b < 256; b++) {
                if (state.goesOn(b)) {
                    bytes.add(b);
                    if ("\"}],:tfn0123456789".indexOf(b) >= 0) {
                        structure.add(b);
                    }
                }
            }
            if (bytes.isEmpty() && !state.accepts()) {
                throw new AssertionError("No byte may follow " + text.toString(StandardCharsets.UTF_8));
            }
            if (state.accepts() && (bytes.isEmpty() || random.nextInt(3) == 0)) {
                return Optional.of(text.toString(StandardCharsets.UTF_8));
            }
            // Half of the time what ends texts and objects, lest they grow for ever.
            List<Integer> from = !structure.isEmpty() && random.nextBoolean() ? structure : bytes;
            int b = from.get(random.nextInt(from.size()));
            text.write(b);
            state = state.next(b);
        }
        return Optional.empty();
    }
}
