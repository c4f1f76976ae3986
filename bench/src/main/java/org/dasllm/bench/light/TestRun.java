package org.dasllm.bench.light;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * One class of tests, run outside of a build.
 *
 * @param failures a line for each
 * @param skipped a line for each, with its reason
 */
record TestRun(String tests, int passed, double seconds, List<String> failures, List<String> skipped) {

    static TestRun of(Class<?> tests) {
        long began = System.nanoTime();
        List<String> passed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                Status status = result.getStatus();
                if (test.isTest() || status != Status.SUCCESSFUL) {
                    String reason =
                            result.getThrowable().map(Throwable::toString).orElse("");
                    List<String> lines = switch (status) {
                        case SUCCESSFUL -> passed;
                        case FAILED -> failed;
                        case ABORTED -> skipped;
                    };
                    lines.add(test.getDisplayName() + ": " + reason.replaceAll("\\s+", " "));
                }
            }
        });
        return new TestRun(
                tests.getSimpleName(),
                passed.size(),
                (System.nanoTime() - began) / 1e9,
                List.copyOf(failed),
                List.copyOf(skipped));
    }
}
