package org.dasllm.bench.light;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceContract;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

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
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(OfTheChoice.class))
                .build();
        int[] counts = new int[2];
        List<String> failures = new ArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                if (test.isTest()) {
                    counts[passed ? 0 : 1]++;
                }
                if (!passed) {
                    String reason =
                            result.getThrowable().map(Throwable::toString).orElse("no reason");
                    failures.add(test.getDisplayName() + ": " + reason.replaceAll("\\s+", " "));
                }
            }
        });
        return new ContractRun(tolerance, counts[0], counts[1], List.copyOf(failures));
    }
}
