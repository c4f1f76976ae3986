package org.dasllm.engine.server;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;

/** A device that goes a step of generation only when the test lets it. */
final class SteppedDevice implements Device {
    private final Device device;
    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();

    SteppedDevice(Device device) {
        this.device = device;
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

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return device.parameter(values, trainable);
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return device.quantised(values);
    }

    @Override
    public Pass trainingPass(long seed) {
        return device.trainingPass(seed);
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        return device.adamW(parameters, settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return device.keyValueCache(layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        device.close();
    }
}
