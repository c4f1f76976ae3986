package org.dasllm.trainer;

import java.util.List;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Assumptions;

/** The devices on the test class path; a test of one that does not work on this machine skips, and says why. */
public final class EveryDevice {
    private EveryDevice() {}

    /** Their names, for parametrised tests. */
    public static List<String> names() {
        return Devices.all().stream().map(DeviceProvider::name).toList();
    }

    private static DeviceProvider provider(String name) {
        return Devices.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a device works on this machine in a precision. */
    public static boolean has(String name, Precision precision) {
        DeviceProvider provider = provider(name);
        return provider.unavailable().isEmpty() && provider.precisions().contains(precision);
    }

    public static Device open(String name, Precision precision) {
        return provider(name).open(2, precision);
    }

    public static Device open(String name) {
        DeviceProvider provider = provider(name);
        Assumptions.assumeTrue(
                provider.unavailable().isEmpty(),
                () -> "Skipped: " + name + ": " + provider.unavailable().orElse(""));
        return provider.open(2);
    }
}
