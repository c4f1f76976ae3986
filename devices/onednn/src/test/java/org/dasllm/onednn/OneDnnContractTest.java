package org.dasllm.onednn;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;

class OneDnnContractTest extends DeviceContract {
    @Override
    protected Device open() {
        return new OneDnnProvider().open(2);
    }
}
