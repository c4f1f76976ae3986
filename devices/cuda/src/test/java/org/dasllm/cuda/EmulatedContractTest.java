package org.dasllm.cuda;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract in float32, with the device's own kernels on a CPU. */
final class EmulatedContractTest extends DeviceContract {
    @BeforeAll
    static void emulate() {
        Emulator.use();
    }

    @Override
    protected Device open() {
        return new CudaDevice(Precision.FLOAT32);
    }
}
