package org.dasllm.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * A frozen linear layer from 256 to 768 columns, in microseconds. Forward is 2 · rows · 256 · 768 FLOP, and the input
 * gradient as much again: at 2048 rows 0.805 GFLOP each, so GFLOP/s = 805,306 / µs; at 64 rows 0.0252 GFLOP each, so
 * GFLOP/s = 25,166 / µs. With the input gradient take twice that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class LinearBenchmark {
    private static final int INPUTS = 256;
    private static final int OUTPUTS = 768;

    @Param({"onednn", "nd4j"})
    public String device;

    @Param({"2048", "64"})
    public int rows;

    private float[] inputs;
    private float[] gradients;
    private Device opened;
    private Linear layer;
    private Pass pass;
    private Tensor input;
    private Tensor outputGradient;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        inputs = gaussian(random, rows * INPUTS);
        gradients = gaussian(random, rows * OUTPUTS);
        opened = DeviceChoice.open(device, 0);
        layer = Linear.of(opened.parameter(HostMatrix.of(OUTPUTS, INPUTS, gaussian(random, OUTPUTS * INPUTS)), false));
    }

    /** A tensor lives no longer than its pass, so every call has one of its own; its making is not timed. */
    @Setup(Level.Invocation)
    public void beginPass() {
        pass = opened.trainingPass();
        input = pass.upload(rows, INPUTS, inputs);
        outputGradient = pass.upload(rows, OUTPUTS, gradients);
    }

    @TearDown(Level.Invocation)
    public void endPass() {
        pass.close();
    }

    @TearDown
    public void tearDown() {
        opened.close();
    }

    /** y = x·Wᵀ. */
    @Benchmark
    public float[] forward() {
        return firstRow(pass.linear(input, layer).output());
    }

    /** y = x·Wᵀ, then dx = dy·W. */
    @Benchmark
    public float[] forwardAndInputGradient() {
        Result result = pass.linear(input, layer);
        return firstRow(result.backward(outputGradient));
    }

    /** Waits until the work is done, and copies no more than it must. */
    private float[] firstRow(Tensor tensor) {
        return pass.download(pass.select(tensor, new int[] {0}).output());
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
