package org.dasllm.cli.bench;

import java.util.List;
import org.dasllm.format.progress.Progress;

/** Token after token: one stream, and eight together. */
final class DecodePart {
    private static final int TOKENS = 64;
    private static final int STREAMS = 8;
    /** Samples of either kind until the JVM has compiled its kernels for good; before, a token takes up to four times as long. */
    private static final int WARM_UP = 7;

    private DecodePart() {}

    static PartResult run(PartJob job, Progress progress) {
        ModelWork work = ModelWork.of(job.model());
        progress.start("decode", WARM_UP + 2L * job.repeats(), "samples");
        try (Generation generation = Generation.load(job)) {
            for (int i = 0; i < WARM_UP; i++) {
                boolean alone = i % 2 == 0;
                generation.decodeSeconds(alone ? 1 : STREAMS, alone ? 2 * TOKENS : TOKENS / 2);
                progress.update(i + 1, "");
            }
            double gigabytes =
                    work.decodeGigabytes(generation.device().memoryUse().frozenValue());
            // What the comparison itself holds is not the model's.
            double peak = PeakMemory.gigabytes().orElse(gigabytes);
            Figure memory = Figure.Samples.ofCost("decode.memory", "decoding, peak memory", "GB", "its matrices alone")
                    .add(peak, gigabytes)
                    .figure();
            Figure.Samples one = rate("decode.1", "decoding, one stream");
            Figure.Samples many = rate("decode." + STREAMS, "decoding, " + STREAMS + " streams together");
            Figure.Samples gain = Figure.Samples.ofRate(
                    "decode.gain", "decoding, " + STREAMS + " streams over one", "times", "the number of streams");
            try (ReadRate reads = new ReadRate(job.cores())) {
                for (int i = 0; i < job.repeats(); i++) {
                    double before = reads.gigabytes();
                    double single = TOKENS / generation.decodeSeconds(1, TOKENS);
                    double between = reads.gigabytes();
                    progress.update(WARM_UP + 1 + 2L * i, "");
                    double together = STREAMS * TOKENS / generation.decodeSeconds(STREAMS, TOKENS);
                    double after = reads.gigabytes();
                    progress.update(WARM_UP + 2 + 2L * i, "");
                    one.add(single, (before + between) / 2 / gigabytes);
                    many.add(together, STREAMS * (between + after) / 2 / gigabytes);
                    gain.add(together / single, STREAMS);
                }
            }
            progress.finish();
            return PartResult.of(
                    generation.device().description(), List.of(one.figure(), many.figure(), gain.figure(), memory));
        }
    }

    private static Figure.Samples rate(String name, String what) {
        return Figure.Samples.ofRate(name, what, "tokens/s", "every weight read once a step: " + ReadRate.WHAT);
    }
}
