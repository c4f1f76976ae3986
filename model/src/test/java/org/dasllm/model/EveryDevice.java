package org.dasllm.model;

import java.util.List;
import java.util.Set;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Assumptions;

/** The devices on the test class path; a test of one that does not work on this machine skips, and says why. */
public final class EveryDevice {
    private EveryDevice() {}

    /** Their names, for parametrised tests; the reference is always among them. */
    public static List<String> names() {
        return Devices.all().stream().map(DeviceProvider::name).toList();
    }

    /** All but the reference. */
    public static List<String> others() {
        return names().stream().filter(name -> !name.equals("reference")).toList();
    }

    public static Device open(String name) {
        return open(name, Precision.FLOAT32);
    }

    /** The precisions that a device has here; none where it does not work. */
    public static Set<Precision> precisions(String name) {
        DeviceProvider provider = provider(name);
        return provider.unavailable().isEmpty() ? provider.precisions() : Set.of();
    }

    private static DeviceProvider provider(String name) {
        return Devices.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public static Device open(String name, Precision precision) {
        DeviceProvider provider = provider(name);
        Assumptions.assumeTrue(
                provider.unavailable().isEmpty(),
                () -> "Skipped: " + name + ": " + provider.unavailable().orElse(""));
        return provider.open(2, precision);
    }

    public static Device reference() {
        return open("reference");
    }
}
