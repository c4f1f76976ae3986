package org.dasllm.cuda;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;

/** Finds out whether a card can be used: looks for files first, and asks the driver only where all of them are there. */
public final class CudaProvider implements DeviceProvider {
    @Override
    public String name() {
        return CudaDevice.NAME;
    }

    @Override
    public int preference() {
        return 300; // Above every processor's.
    }

    @Override
    public Optional<String> unavailable() {
        try {
            Optional<String> missing = CudaLibraries.missing();
            return missing.isPresent() ? missing : Gpu.unavailable();
        } catch (LinkageError | RuntimeException e) {
            // A driver that is broken, or too old for these libraries.
            return Optional.of(
                    "CUDA does not start: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    /** Where there is a driver, there is a card. */
    @Override
    public boolean expected() {
        return CudaLibraries.driver();
    }

    @Override
    public Set<Precision> precisions() {
        return EnumSet.of(Precision.FLOAT32, Precision.BFLOAT16);
    }

    @Override
    public Device open(int threads, Precision precision) {
        Optional<String> reason = unavailable();
        if (reason.isPresent()) {
            throw new IllegalStateException("The cuda device cannot be used here: " + reason.get());
        }
        if (threads < 1) {
            throw new IllegalArgumentException("A device needs a thread at least, not " + threads);
        }
        return new CudaDevice(precision);
    }
}
