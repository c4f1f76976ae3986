package org.dasllm.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;

/** Picks the device that was asked for, or the best that works here. */
public final class DeviceChoice {
    private DeviceChoice() {}

    /**
     * Opens a device.
     *
     * @param name {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     */
    public static Device open(String name, int threads) {
        int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        return name.equals("auto") ? best(cores) : named(name, cores);
    }

    private static Device best(int threads) {
        StringBuilder reasons = new StringBuilder();
        for (DeviceProvider provider : Devices.all()) {
            Optional<String> reason = provider.unavailable();
            if (reason.isEmpty()) {
                if (reasons.length() > 0) {
                    System.err.println("  device " + provider.name() + " is used, because" + reasons);
                }
                return provider.open(threads);
            }
            if (!provider.expected()) {
                continue;
            }
            reasons.append(' ')
                    .append(provider.name())
                    .append(" cannot be: ")
                    .append(reason.get())
                    .append(';');
        }
        throw DasllmException.input("No device works on this machine:" + reasons, "See ./dasllm doctor");
    }

    private static Device named(String name, int threads) {
        List<DeviceProvider> all = Devices.all();
        DeviceProvider provider = all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DasllmException.usage(
                        "There is no device '" + name + "'",
                        "Choose auto or one of "
                                + all.stream().map(DeviceProvider::name).collect(Collectors.joining(", "))));
        provider.unavailable().ifPresent(reason -> {
            throw DasllmException.input("The device " + name + " cannot be used here: " + reason, "Set device: auto");
        });
        return provider.open(threads);
    }
}
