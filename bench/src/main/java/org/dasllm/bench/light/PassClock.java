package org.dasllm.bench.light;

import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** Milliseconds between the ends of a pass's work: reading one number waits for all that was asked before it. */
final class PassClock {
    private final Pass pass;
    private final Tensor number;
    private long last;

    PassClock(Pass pass) {
        this.pass = pass;
        number = pass.upload(1, 1, new float[1]);
        pass.download(number);
        last = System.nanoTime();
    }

    /** Since it was made, or asked before. */
    double millis() {
        pass.download(number);
        long now = System.nanoTime();
        double millis = (now - last) / 1e6;
        last = now;
        return millis;
    }
}
