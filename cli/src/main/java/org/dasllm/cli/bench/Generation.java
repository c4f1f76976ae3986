package org.dasllm.cli.bench;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.model.generate.Batch;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Device;

/** A model that generates greedily, through the same batch as the server's. */
record Generation(Device device, LanguageModel model) implements AutoCloseable {

    static Generation load(PartJob job) {
        Device device = DeviceChoice.open(job.device(), job.threads(), job.precision());
        try {
            return new Generation(device, LanguageModel.load(device, job.model(), Trainable.NOTHING, Optional.empty()));
        } catch (RuntimeException failure) {
            device.close();
            throw failure;
        }
    }

    /** Seconds until a prompt's first token. */
    double promptSeconds(int length) {
        try (Batch batch = new Batch(model, Set.of(), 1, length + 1)) {
            batch.add(prompt(length), Sampler.greedy(), 1);
            return Stopwatch.seconds(batch::step);
        }
    }

    /** Seconds in which every stream gets so many tokens after a prompt of one. */
    double decodeSeconds(int streams, int tokens) {
        try (Batch batch = new Batch(model, Set.of(), streams, tokens + 1)) {
            for (int stream = 0; stream < streams; stream++) {
                batch.add(prompt(1), Sampler.greedy(), tokens);
            }
            return Stopwatch.seconds(() -> {
                for (int step = 0; step < tokens; step++) {
                    batch.step();
                }
            });
        }
    }

    private int[] prompt(int length) {
        int vocabulary = model.config().vocabularySize();
        return IntStream.range(0, length).map(i -> (17 + 31 * i) % vocabulary).toArray();
    }

    @Override
    public void close() {
        model.close();
        device.close();
    }
}
