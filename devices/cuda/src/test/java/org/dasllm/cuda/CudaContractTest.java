package org.dasllm.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract in float32 on a card; skipped where there is none. */
final class CudaContractTest extends DeviceContract {
    @BeforeAll
    static void needsACard() {
        String reason = new CudaProvider().unavailable().orElse("");
        assumeTrue(reason.isEmpty(), "no card to test on: " + reason);
    }

    @Override
    protected Device open() {
        return new CudaDevice(Precision.FLOAT32);
    }
}
