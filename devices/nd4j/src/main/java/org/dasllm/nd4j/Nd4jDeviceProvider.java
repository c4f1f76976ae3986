package org.dasllm.nd4j;

import java.util.Optional;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;

/** Offers ND4J where one of its backends is on the class path. */
public final class Nd4jDeviceProvider implements DeviceProvider {
    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    @Override
    public String name() {
        return Nd4jDevice.NAME;
    }

    @Override
    public int preference() {
        return 100;
    }

    /** Looks for a backend's file only: loading one takes seconds. */
    @Override
    public Optional<String> unavailable() {
        return Nd4jDeviceProvider.class.getClassLoader().getResource(SERVICE) == null
                ? Optional.of("no ND4J backend (nd4j-native or nd4j-cuda-11.6) is on the class path")
                : Optional.empty();
    }

    @Override
    public Device open(int threads, Precision precision) {
        unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return Nd4jDevice.open(threads);
    }
}
