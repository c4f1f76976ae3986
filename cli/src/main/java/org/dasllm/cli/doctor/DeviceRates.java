package org.dasllm.cli.doctor;

import java.util.Random;
import java.util.function.LongSupplier;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * What a device does on this machine, the best of a few short tries.
 *
 * @param gigaflops of a linear layer, 10⁹ multiplications and additions a second
 * @param gigabytes moved by adding two tensors too large for the cache, 10⁹ bytes a second (two read, one written)
 */
public record DeviceRates(double gigaflops, double gigabytes) {
    private static final long TRY_NANOS = 300_000_000L;

    /**
     * Measures for about two seconds.
     *
     * @param reference whether it is the float64 reference, which is slow by design and gets smaller matrices
     */
    public static DeviceRates measure(Device device, boolean reference) {
        int elementBytes = reference ? Double.BYTES : Float.BYTES;
        return new DeviceRates(matmul(device, reference ? 128 : 1024), addition(device, 1 << 13, elementBytes));
    }

    private static double matmul(Device device, int n) {
        Parameter weight = device.parameter(HostMatrix.of(n, n, random(n * n)), false);
        float[] values = random(n * n);
        return 2.0
                * n
                * n
                * n
                / best(() -> {
                    try (Pass pass = device.inferencePass()) {
                        Tensor input = pass.upload(n, n, values);
                        long began = System.nanoTime();
                        pass.linear(input, Linear.of(weight));
                        return System.nanoTime() - began;
                    }
                });
    }

    private static double addition(Device device, int rows, int elementBytes) {
        int columns = 2048;
        try (Pass pass = device.inferencePass()) {
            float[] values = new float[rows * columns];
            Tensor a = pass.upload(rows, columns, values);
            Tensor b = pass.upload(rows, columns, values);
            return 3.0
                    * elementBytes
                    * rows
                    * columns
                    / best(() -> {
                        long began = System.nanoTime();
                        pass.add(a, b);
                        return System.nanoTime() - began;
                    });
        }
    }

    /** The least nanoseconds of repeated calls, the first of which is not counted. */
    private static double best(LongSupplier call) {
        long least = Long.MAX_VALUE;
        long end = Long.MAX_VALUE;
        for (int tries = 0; tries < 2 || System.nanoTime() < end; tries++) {
            long nanos = call.getAsLong();
            least = tries == 0 ? Long.MAX_VALUE : Math.min(least, nanos);
            end = tries == 0 ? System.nanoTime() + TRY_NANOS : end;
        }
        return least;
    }

    private static float[] random(int n) {
        Random random = new Random(1);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
