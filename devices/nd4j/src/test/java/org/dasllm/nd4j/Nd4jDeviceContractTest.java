package org.dasllm.nd4j;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;

class Nd4jDeviceContractTest extends DeviceContract {
    @Override
    protected Device open() {
        return new Nd4jDeviceProvider().open(2);
    }
}
