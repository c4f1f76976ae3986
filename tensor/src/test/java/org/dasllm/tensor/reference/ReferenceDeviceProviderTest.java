package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.junit.jupiter.api.Test;

class ReferenceDeviceProviderTest {
    @Test
    void isFoundAndIsTheLastChoice() {
        DeviceProvider last = Devices.all().get(Devices.all().size() - 1);
        assertThat(last).isInstanceOf(ReferenceDeviceProvider.class);
        assertThat(last.unavailable()).isEmpty();
        try (Device device = last.open(1)) {
            assertThat(device.name()).isEqualTo(last.name()).isEqualTo("reference");
        }
    }
}
