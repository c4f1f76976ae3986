package org.dasllm.trainer;

import java.util.List;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.junit.jupiter.api.Assumptions;

/** The devices on the test class path; a test of one that does not work on this machine skips, and says why. */
public final class EveryDevice {
    private EveryDevice() {}

    /** Their names, for parametrised tests. */
    public static List<String> names() {
        return Devices.all().stream().map(DeviceProvider::name).toList();
    }

    public static Device open(String name) {
        DeviceProvider provider = Devices.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Assumptions.assumeTrue(
                provider.unavailable().isEmpty(),
                () -> "Skipped: " + name + ": " + provider.unavailable().orElse(""));
        return provider.open(2);
    }
}
