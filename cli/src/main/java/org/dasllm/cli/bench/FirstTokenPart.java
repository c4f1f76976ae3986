package org.dasllm.cli.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Consumer;

/** A process that loads a model, makes one token, says so, and says how it spent its time. */
final class FirstTokenPart {
    private FirstTokenPart() {}

    /**
     * Runs.
     *
     * @param say takes the line that a parent waits for
     */
    static void run(PartJob job, Consumer<String> say) {
        long began = ManagementFactory.getRuntimeMXBean().getStartTime();
        long entered = System.currentTimeMillis();
        try (Generation generation = Generation.load(job)) {
            long loaded = System.currentTimeMillis();
            generation.promptSeconds(1);
            long made = System.currentTimeMillis();
            say.accept(String.format(
                    Locale.ROOT,
                    "virtual machine and command %.2f s, device and weights %.2f s, first token %.2f s",
                    (entered - began) / 1e3,
                    (loaded - entered) / 1e3,
                    (made - loaded) / 1e3));
        }
    }
}
