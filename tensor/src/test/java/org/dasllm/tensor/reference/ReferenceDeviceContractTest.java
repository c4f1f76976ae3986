package org.dasllm.tensor.reference;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;

/** The contract's promises that are not a comparison with the reference hold for the reference too. */
class ReferenceDeviceContractTest extends DeviceContract {
    @Override
    protected Device open() {
        return new ReferenceDevice();
    }
}
