package org.dasllm.bench;

import java.io.IOException;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks, with JMH's own options, on every device that works here unless {@code -p device=} names some. */
public final class Main {
    private static final String DEVICE = "device";

    private Main() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
        if (!given.getParameter(DEVICE).hasValue()) {
            options.param(DEVICE, available());
        }
        Runner runner = new Runner(options.build());
        if (given.shouldList()) {
            runner.list();
        } else {
            runner.run();
        }
    }

    /** All but the reference, which is slow by design. */
    private static String[] available() {
        return Devices.all().stream()
                .filter(provider -> provider.unavailable().isEmpty())
                .map(DeviceProvider::name)
                .filter(name -> !name.equals("reference"))
                .toArray(String[]::new);
    }
}
