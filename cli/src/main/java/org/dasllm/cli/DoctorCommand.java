package org.dasllm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.cli.doctor.DeviceRates;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.Machine;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dasllm doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Say what this machine can do.",
        description = "Lists the devices, measures each one's matrix and memory rate, and says which one is picked.")
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "print JSON")
    private boolean json;

    /** One device as it was found. */
    private record Finding(
            String name,
            boolean available,
            String description,
            double gigaflops,
            double gigabytes,
            List<String> notes) {}

    @Override
    public Integer call() {
        Machine machine = Machine.current();
        List<Finding> findings = new ArrayList<>();
        if (!json) {
            System.out.println("Java " + machine.javaVersion() + " (" + machine.javaVendor() + "), " + machine.os()
                    + ", " + machine.architecture() + ", " + machine.processors() + " cores, heap up to "
                    + machine.maxHeapBytes() / (1 << 20) + " MiB");
        }
        for (DeviceProvider provider : Devices.all()) {
            Finding finding = examine(provider, machine.processors());
            findings.add(finding);
            if (!json) {
                System.out.println(line(finding));
                finding.notes().forEach(note -> System.out.println(" ".repeat(13) + note));
            }
        }
        Optional<Finding> picked = findings.stream().filter(Finding::available).findFirst();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("machine", machine);
            all.put("devices", findings);
            picked.ifPresent(finding -> all.put("picked", finding.name()));
            System.out.println(Json.line(all));
        } else {
            System.out.println(picked.map(finding -> "device: auto picks " + finding.name())
                    .orElse("No device works on this machine."));
        }
        return picked.isPresent() ? ExitCode.DONE.number() : ExitCode.INPUT.number();
    }

    private static Finding examine(DeviceProvider provider, int threads) {
        Optional<String> reason = provider.unavailable();
        if (reason.isPresent()) {
            return new Finding(provider.name(), false, reason.get(), 0, 0, List.of());
        }
        List<String> notes = provider.notes();
        try (Device device = provider.open(threads)) {
            DeviceRates rates = DeviceRates.measure(device, provider.name().equals("reference"));
            return new Finding(
                    provider.name(), true, device.description(), rates.gigaflops(), rates.gigabytes(), notes);
        }
    }

    private static String line(Finding finding) {
        if (!finding.available()) {
            return String.format(Locale.ROOT, "  %-10s not here: %s", finding.name(), finding.description());
        }
        return String.format(
                Locale.ROOT,
                "  %-10s %7.1f GFLOP/s  %6.1f GB/s  %s",
                finding.name(),
                finding.gigaflops(),
                finding.gigabytes(),
                finding.description());
    }
}
