package org.dasllm.bench.light;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;

/**
 * Everything that a new device, or a device on a new machine, has to show, as one JSON document on the standard output: the
 * contract, a known training curve, its limits, and the times of single layers. It needs a device, and no model.
 *
 * <p>Options, each followed by its value: {@code --device} (cuda), {@code --precision} (bfloat16), {@code --curve} (a fixture's
 * folder; without it no curve is trained), {@code --widths} (qwen2.5-0.5b,llama-3.2-1b,llama-3.1-8b), {@code --tokens} (16384),
 * {@code --length} of the packed sequences (2048), {@code --repeats} (10), {@code --size} of the square product (8192), {@code
 * --contract} (yes or no).
 */
public final class FirstLight {
    private static final Map<String, String> DEFAULTS = Map.of(
            "device", "cuda",
            "precision", "bfloat16",
            "curve", "",
            "widths", "qwen2.5-0.5b,llama-3.2-1b,llama-3.1-8b",
            "tokens", "16384",
            "length", "2048",
            "repeats", "10",
            "size", "8192",
            "contract", "yes");

    /** What bf16 does to a sum of products of unit-sized numbers, three times over. */
    private static final double BFLOAT16_TOLERANCE = 0.03;

    private FirstLight() {}

    public static void main(String[] arguments) throws JsonProcessingException {
        Map<String, String> options = new LinkedHashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            String key = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!DEFAULTS.containsKey(key) || i + 1 == arguments.length) {
                System.err.println("first light does not know '" + arguments[i] + "', or it has no value; options: --"
                        + String.join(" --", DEFAULTS.keySet().stream().sorted().toList()));
                System.exit(2);
            }
            options.put(key, arguments[i + 1]);
        }
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        System.out.println(json.writeValueAsString(run(options)));
    }

    static Map<String, Object> run(Map<String, String> options) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("java", System.getProperty("java.version"));
        report.put("device", option(options, "device"));
        Optional<DeviceProvider> provider = Devices.all().stream()
                .filter(each -> each.name().equals(option(options, "device")))
                .findFirst();
        String reason = provider.map(each -> each.unavailable().orElse("")).orElse("it is not on the class path");
        report.put("available", reason.isEmpty());
        if (provider.isEmpty() || !reason.isEmpty()) {
            report.put("reason", reason);
            return report;
        }
        measure(
                provider.get(),
                Precision.valueOf(option(options, "precision").toUpperCase(Locale.ROOT)),
                options,
                report);
        return report;
    }

    private static void measure(
            DeviceProvider provider, Precision precision, Map<String, String> options, Map<String, Object> report) {
        if (option(options, "contract").equals("yes")) {
            report.put("contract_float32", ContractRun.run(provider, Precision.FLOAT32, 1e-5));
            if (precision == Precision.BFLOAT16) {
                report.put("contract_bfloat16", ContractRun.run(provider, precision, BFLOAT16_TOLERANCE));
            }
        }
        String curve = option(options, "curve");
        if (!curve.isEmpty()) {
            for (Precision each :
                    precision == Precision.FLOAT32 ? List.of(precision) : List.of(Precision.FLOAT32, precision)) {
                try (Device device = open(provider, each)) {
                    report.put("curve_" + each.name().toLowerCase(Locale.ROOT), Curve.train(device, Path.of(curve)));
                }
            }
        }
        try (Device device = open(provider, precision)) {
            report.put("description", device.description());
            report.put("rates", CardRates.measure(device, number(options, "size")));
        }
        List<LayerTimes> times = new ArrayList<>();
        for (String name : option(options, "widths").split(",", -1)) {
            Width width = Width.of(name).orElseThrow(() -> new IllegalArgumentException("There is no width " + name));
            // A device of its own, so that each begins with all of the memory.
            try (Device device = open(provider, precision)) {
                times.add(LayerTimes.measure(
                        device,
                        width,
                        number(options, "tokens"),
                        number(options, "length"),
                        number(options, "repeats")));
            }
        }
        report.put("layers", times);
    }

    private static Device open(DeviceProvider provider, Precision precision) {
        return provider.open(Runtime.getRuntime().availableProcessors(), precision);
    }

    private static String option(Map<String, String> options, String key) {
        return Objects.requireNonNull(options.get(key));
    }

    private static int number(Map<String, String> options, String key) {
        return Integer.parseInt(option(options, key));
    }
}
