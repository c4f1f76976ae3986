package org.dasllm.cuda;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract in bf16, attention too, as far as bf16 can hold it, with the device's own kernels on a CPU. */
final class EmulatedBfloat16ContractTest extends DeviceContract {
    @BeforeAll
    static void emulate() {
        Emulator.use();
        System.setProperty(CudaDevice.FLASH_PROPERTY, "true");
    }

    @AfterAll
    static void leave() {
        System.clearProperty(CudaDevice.FLASH_PROPERTY);
    }

    @Override
    protected Device open() {
        return new CudaDevice(Precision.BFLOAT16);
    }

    /** bf16 rounds to 8 bits: 2⁻⁹ a factor at most, and several products stand behind one another. */
    @Override
    protected double tolerance() {
        return 0.02;
    }
}
