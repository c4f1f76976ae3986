package org.dasllm.engine.server;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.engine.schedule.DelegatingDevice;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Pass;

/** A device that goes a step of generation only when the test lets it. */
final class SteppedDevice extends DelegatingDevice {
    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();

    SteppedDevice(Device device) {
        super(device);
    }

    void allow(int number) {
        steps.release(number);
    }

    /** Whether all steps that were allowed are under way or done, and the next one waits. */
    boolean idle() {
        return steps.availablePermits() == 0 && steps.hasQueuedThreads();
    }

    /** So many of the next steps fail. */
    void fail(int number) {
        failures.set(number);
    }

    @Override
    public Pass inferencePass() {
        steps.acquireUninterruptibly();
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the device is broken");
        }
        return device.inferencePass();
    }
}
