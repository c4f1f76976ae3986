package org.dasllm.tensor.reference;

import java.util.Optional;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;

/** Offers the reference device, after every other. */
public final class ReferenceDeviceProvider implements DeviceProvider {
    @Override
    public String name() {
        return ReferenceDevice.NAME;
    }

    @Override
    public int preference() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Device open(int threads, Precision precision) {
        return new ReferenceDevice();
    }
}
