package org.dasllm.tensor;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The devices on the class path. */
public final class Devices {
    private Devices() {}

    /** All of them, the preferred first. */
    public static List<DeviceProvider> all() {
        return ServiceLoader.load(DeviceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(DeviceProvider::preference).reversed())
                .toList();
    }
}
