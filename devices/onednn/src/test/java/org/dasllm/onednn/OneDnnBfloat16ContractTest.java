package org.dasllm.onednn;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.Precision;

/** The contract in bfloat16: a number is rounded by at most 2⁻⁹ of itself. */
class OneDnnBfloat16ContractTest extends DeviceContract {
    @Override
    protected Device open() {
        return new OneDnnProvider().open(2, Precision.BFLOAT16);
    }

    @Override
    protected double tolerance() {
        return 1e-2;
    }
}
