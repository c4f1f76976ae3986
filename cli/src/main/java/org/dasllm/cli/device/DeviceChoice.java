package org.dasllm.cli.device;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;

/** Picks the device that was asked for, or the best that works here. */
public final class DeviceChoice {
    private static final String AUTO = "auto";

    private DeviceChoice() {}

    /**
     * Opens a device.
     *
     * @param name {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     */
    public static Device open(String name, int threads) {
        return open(name, threads, Precision.FLOAT32);
    }

    /**
     * Opens a device.
     *
     * @param name {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     * @param precision in which it keeps frozen weights and multiplies
     */
    public static Device open(String name, int threads, Precision precision) {
        int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        DeviceProvider provider = provider(name, precision);
        try {
            return provider.open(cores, precision);
        } catch (IllegalArgumentException refused) {
            throw DasllmException.usage(
                    "The device " + provider.name() + " cannot be opened: " + refused.getMessage(),
                    "Change that, or take another device");
        }
    }

    private static DeviceProvider provider(String name, Precision precision) {
        DeviceProvider provider = name.equals(AUTO) ? best(precision) : named(name);
        if (!provider.precisions().contains(precision)) {
            throw DasllmException.input(
                    "The device " + provider.name() + " has no "
                            + precision.name().toLowerCase(Locale.ROOT) + " on this machine",
                    "Set the precision to float32, or take another device");
        }
        return provider;
    }

    /**
     * The precisions that a device offers here; of {@code auto}, those of all devices that work.
     *
     * @param name {@code auto}, or a device's name
     */
    public static Set<Precision> precisions(String name) {
        if (!name.equals(AUTO)) {
            return named(name).precisions();
        }
        Set<Precision> all = EnumSet.noneOf(Precision.class);
        Devices.all().stream()
                .filter(provider -> provider.unavailable().isEmpty())
                .forEach(provider -> all.addAll(provider.precisions()));
        return all;
    }

    /** The first that works and has the precision; else the first that works at all, for the caller's own refusal. */
    private static DeviceProvider best(Precision precision) {
        StringBuilder reasons = new StringBuilder();
        DeviceProvider without = null;
        for (DeviceProvider provider : Devices.all()) {
            Optional<String> reason = provider.unavailable();
            if (reason.isEmpty() && !provider.precisions().contains(precision)) {
                without = without == null ? provider : without;
                reason = Optional.of("it has no " + precision.name().toLowerCase(Locale.ROOT));
            }
            if (reason.isEmpty()) {
                if (reasons.length() > 0) {
                    System.err.println("  device " + provider.name() + " is used, because" + reasons);
                }
                return provider;
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
        if (without != null) {
            return without;
        }
        throw DasllmException.input("No device works on this machine:" + reasons, "See ./dasllm doctor");
    }

    private static DeviceProvider named(String name) {
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
        return provider;
    }
}
