package org.dasllm.bench;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.generate.Batch;
import org.dasllm.model.generate.NextToken;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Device;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Greedy decoding with a random model of the demo student's shape. The line {@code step:tokens} is the tokens a second of
 * all slots together; {@code step} itself the forward passes a second. A sequence that has reached its length is followed
 * by a new prompt of 16 tokens, as a server would do it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class DecodeBenchmark {
    private static final ModelConfig SHAPE = ModelConfig.llama(4000, 192, 512, 4, 6, 2, 256);
    private static final int[] PROMPT =
            IntStream.range(0, 16).map(i -> 17 + 31 * i).toArray();
    private static final int NEW_TOKENS = 64;

    @Param({"onednn", "nd4j"})
    public String device;

    @Param({"1", "8", "32"})
    public int slots;

    private Device opened;
    private LanguageModel model;
    private Batch batch;

    /** Counted by JMH, beside the calls. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Generated {
        public long tokens;
    }

    @Setup
    public void setUp() {
        opened = DeviceChoice.open(device, 0);
        model = LanguageModel.random(opened, SHAPE, 1);
        batch = new Batch(model, Set.of(), slots, PROMPT.length + NEW_TOKENS);
    }

    @TearDown
    public void tearDown() {
        batch.close();
        model.close();
        opened.close();
    }

    /** One forward pass for all slots. */
    @Benchmark
    public List<NextToken> step(Generated generated) {
        while (batch.freeSlots() > 0) {
            batch.add(PROMPT, Sampler.greedy(), NEW_TOKENS);
        }
        List<NextToken> tokens = batch.step();
        generated.tokens += tokens.size();
        return tokens;
    }
}
