package org.dasllm.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.junit.jupiter.api.Test;

class Nd4jDeviceProviderTest {
    @Test
    void isPreferredToTheReferenceAndOpens() {
        DeviceProvider provider = Devices.all().get(0);
        assertThat(provider.name()).isEqualTo("nd4j");
        assertThat(provider.unavailable()).isEmpty();
        try (Device device = provider.open(1)) {
            assertThat(device.name()).isEqualTo("nd4j");
            assertThat(device.description()).contains("ND4J").contains("1 thread");
        }
    }
}
