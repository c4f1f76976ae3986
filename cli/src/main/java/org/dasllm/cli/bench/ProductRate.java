package org.dasllm.cli.bench;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** How fast a device multiplies matrices when it does nothing else: a frozen layer of 4864 x 896 on 2048 rows. */
final class ProductRate {
    static final String AS_LIMIT =
            "useful work at the rate of the device's own product of 2048 x 4864 x 896, next to each sample";

    private static final int ROWS = 2048;
    private static final int OUTPUTS = 4864;
    private static final int INPUTS = 896;
    private static final double GIGAFLOP = 2.0 * ROWS * OUTPUTS * INPUTS / 1e9;
    private static final int WARM_UP = 2;
    private static final int TRIES = 3;

    private final Device device;
    private final Linear layer;
    private final float[] input;

    ProductRate(Device device) {
        this.device = device;
        this.layer = Linear.of(device.parameter(HostMatrix.of(OUTPUTS, INPUTS, values(OUTPUTS * INPUTS)), false));
        this.input = values(ROWS * INPUTS);
        best(WARM_UP);
    }

    /** 10⁹ multiplications and additions a second, the best of a few. */
    double gigaflops() {
        return GIGAFLOP / best(TRIES);
    }

    private double best(int tries) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < tries; i++) {
            try (Pass pass = device.inferencePass()) {
                Tensor rows = pass.upload(ROWS, INPUTS, input);
                long began = System.nanoTime();
                Tensor output = pass.linear(rows, layer).output();
                // A device may work while we go on: the first row waits for all.
                pass.download(pass.select(output, new int[] {0}).output());
                least = Math.min(least, Stopwatch.secondsSince(began));
            }
        }
        return least;
    }

    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = ((i * 31) % 17 - 8) / 8f;
        }
        return values;
    }
}
