package org.dasllm.bench.light;

import java.util.List;
import java.util.stream.Stream;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The device contract's tests, run outside of a build.
 *
 * @param failures a line for each
 */
record ContractRun(double tolerance, int passed, int failed, List<String> failures) {

    /** What the tests open. */
    private record Choice(DeviceProvider provider, Precision precision, double tolerance) {}

    private static @Nullable Choice choice;

    /** The contract on the chosen device; JUnit makes it. */
    static final class OfTheChoice extends DeviceContract {
        @Override
        protected Device open() {
            return chosen().provider.open(Runtime.getRuntime().availableProcessors(), chosen().precision);
        }

        @Override
        protected double tolerance() {
            return chosen().tolerance;
        }
    }

    private static Choice chosen() {
        if (choice == null) {
            throw new IllegalStateException("No device has been chosen");
        }
        return choice;
    }

    static ContractRun run(DeviceProvider provider, Precision precision, double tolerance) {
        choice = new Choice(provider, precision, tolerance);
        TestRun run = TestRun.of(OfTheChoice.class);
        // On a device that was asked for nothing may be skipped.
        List<String> failures =
                Stream.concat(run.failures().stream(), run.skipped().stream()).toList();
        return new ContractRun(tolerance, run.passed(), failures.size(), failures);
    }
}
