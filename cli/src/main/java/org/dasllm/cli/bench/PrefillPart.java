package org.dasllm.cli.bench;

import java.util.List;
import org.dasllm.format.progress.Progress;

/** A prompt of 512 tokens, up to the first token of the answer. */
final class PrefillPart {
    private static final int LENGTH = 512;
    private static final int WARM_UP = 2;

    private PrefillPart() {}

    static PartResult run(PartJob job, Progress progress) {
        ModelWork work = ModelWork.of(job.model());
        progress.start("prefill", job.repeats(), "samples");
        try (Generation generation = Generation.load(job)) {
            for (int i = 0; i < WARM_UP; i++) {
                generation.promptSeconds(LENGTH);
            }
            ProductRate products = new ProductRate(generation.device());
            Figure.Samples samples = Figure.Samples.ofRate(
                    "prefill", "prefill of " + LENGTH + " tokens", "tokens/s", ProductRate.AS_LIMIT);
            for (int i = 0; i < job.repeats(); i++) {
                double before = products.gigaflops();
                double seconds = generation.promptSeconds(LENGTH);
                double limit = (before + products.gigaflops()) / 2;
                samples.add(LENGTH / seconds, limit / work.prefillGigaflop(LENGTH));
                progress.update(i + 1, "");
            }
            progress.finish();
            return PartResult.of(generation.device().description(), List.of(samples.figure()));
        }
    }
}
