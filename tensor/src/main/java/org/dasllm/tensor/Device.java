package org.dasllm.tensor;

import java.util.List;

/**
 * A place where tensors live and matrices are multiplied. One thread at a time uses a device; the device uses as many
 * cores as it was opened with.
 */
public interface Device extends AutoCloseable {
    /** The name it is chosen by, such as {@code onednn}. */
    String name();

    /** One line for people: the library, its version, the instruction set, the threads. */
    String description();

    /** In which type it keeps frozen parameters; see {@link DeviceProvider#open(int, Precision)}. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /**
     * In inference passes of how many rows, each of which is a sequence's only new one, as {@link CachedRows} names them, a row has the
     * same bits wherever it stands, whatever the other rows are and whichever threads compute it. 0 where there is no such number.
     */
    default int repeatableRows() {
        return 0;
    }

    /** What its parameters and tensors take, for an estimate before a run. */
    default MemoryUse memoryUse() {
        return MemoryUse.of(precision());
    }

    /** Copies a matrix to the device. */
    Parameter parameter(HostMatrix values, boolean trainable);

    /**
     * Puts a linear layer's frozen weight on the device, which keeps it in few bits and widens pieces of it as it
     * multiplies. It is read, but not written.
     */
    Parameter quantised(Nf4Matrix values);

    /**
     * Rounds a linear layer's frozen weight to NF4 and puts it on the device.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    default Parameter quantise(HostMatrix values) {
        return quantised(Nf4Quantiser.quantise(values));
    }

    /**
     * Starts a pass whose results have a backward pass.
     *
     * @param seed decides what {@link Dropout} drops
     */
    Pass trainingPass(long seed);

    /** A training pass of a model without dropout. */
    default Pass trainingPass() {
        return trainingPass(0);
    }

    /** Starts a pass that keeps nothing for a backward. */
    Pass inferencePass();

    AdamW adamW(List<Parameter> parameters, AdamW.Settings settings);

    /**
     * Room for keys and values.
     *
     * @param columns columns of a key (and of a value) row: key/value heads · head size
     */
    KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns);

    @Override
    void close();
}
