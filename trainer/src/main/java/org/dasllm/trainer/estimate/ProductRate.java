package org.dasllm.trainer.estimate;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** How fast a device multiplies one matrix by another: what a run could reach if it did nothing else. */
final class ProductRate {
    private static final int SIZE = 512;
    private static final int WARM_UP = 3;
    private static final long NANOS = 40_000_000L;

    private ProductRate() {}

    /** Multiplications, each with its addition, in a second; the best of some tens of milliseconds. */
    static double of(Device device) {
        Linear layer = Linear.of(device.parameter(HostMatrix.of(SIZE, SIZE, new float[SIZE * SIZE]), false));
        double best = 0;
        long end = 0;
        for (int i = 0; i < WARM_UP || System.nanoTime() < end; i++) {
            end = i == WARM_UP - 1 ? System.nanoTime() + NANOS : end;
            try (Pass pass = device.inferencePass()) {
                Tensor input = pass.upload(SIZE, SIZE, new float[SIZE * SIZE]);
                long begin = System.nanoTime();
                Tensor output = pass.linear(input, layer).output();
                pass.download(pass.select(output, new int[] {0}).output());
                best = Math.max(best, (double) SIZE * SIZE * SIZE / (System.nanoTime() - begin) * 1e9);
            }
        }
        return best;
    }
}
