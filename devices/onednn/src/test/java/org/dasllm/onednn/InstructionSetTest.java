package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** That the runs as older CPUs are what they say; see the build's executions. */
class InstructionSetTest {
    @Test
    void theDeviceUsesTheInstructionsThatTheRunIsFor() {
        String wanted = Objects.requireNonNull(System.getProperty("dasllm.instructions"));
        Assumptions.assumeTrue(
                System.getProperty("os.arch", "").matches("amd64|x86_64"),
                "the switch is for x86, this is another CPU");
        OneDnnProvider provider = new OneDnnProvider();
        try (Device device = provider.open(1)) {
            int lanes = wanted.startsWith("AVX2") ? 8 : 16;
            assertThat(device.description()).contains(wanted).contains("kernels of " + lanes + " lanes");
            assertThat(provider.precisions()).doesNotContain(Precision.BFLOAT16);
        }
    }
}
