package org.dasllm.bench.light;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * The limits of the device, the best of a few tries.
 *
 * @param productTeraflops of one square linear layer with a frozen weight
 * @param gigabytes a second moved by adding two tensors beyond any cache: two read, one written
 * @param launchMicros of one addition of two numbers, in a row of a thousand
 */
record CardRates(int size, double productTeraflops, double gigabytes, double launchMicros) {
    private static final int TRIES = 5;
    private static final int LAUNCHES = 1000;

    static CardRates measure(Device device, int size) {
        Parameter weight = device.parameter(HostMatrix.of(size, size, ramp(size * size)), false);
        Linear layer = Linear.of(weight);
        double product = Double.MAX_VALUE;
        double addition = Double.MAX_VALUE;
        double launch = Double.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            try (Pass pass = device.inferencePass()) {
                Tensor x = pass.upload(size, size, ramp(size * size));
                Tensor other = pass.upload(size, size, ramp(size * size));
                PassClock watch = new PassClock(pass);
                pass.linear(x, layer);
                product = Math.min(product, watch.millis());
                pass.add(x, other);
                addition = Math.min(addition, watch.millis());
                Tensor one = pass.upload(1, 1, new float[1]);
                Tensor two = pass.upload(1, 1, new float[1]);
                watch.millis();
                for (int j = 0; j < LAUNCHES; j++) {
                    pass.add(one, two);
                }
                launch = Math.min(launch, watch.millis());
            }
        }
        double count = (double) size * size;
        return new CardRates(
                size, 2 * count * size / product / 1e9, 12 * count / addition / 1e6, launch * 1000 / LAUNCHES);
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i % 257 - 128) / 128f;
        }
        return values;
    }
}
