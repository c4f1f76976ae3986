package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** That the runs as older CPUs are what they say; see the build's executions. */
class InstructionSetTest {
    @Test
    void theDeviceUsesTheInstructionsThatTheRunIsFor() throws IOException {
        String wanted = System.getProperty("dasllm.instructions", "");
        Assumptions.assumeFalse(wanted.isEmpty(), "only the build's runs as other CPUs say what they are for");
        String needed = wanted.startsWith("AVX2") ? " avx2" : " avx512bw";
        Assumptions.assumeTrue(instructions().contains(needed), "this CPU does not have" + needed);
        OneDnnProvider provider = new OneDnnProvider();
        try (Device device = provider.open(1)) {
            boolean avx2 = wanted.startsWith("AVX2");
            assertThat(device.description())
                    .contains(wanted)
                    .contains("vectors of " + (avx2 ? 8 : 16) + " lanes", NativeKernels.description());
            assertThat(NativeKernels.AVX512).isFalse();
            if (!avx2) {
                assertThat(NativeKernels.AVX2).isFalse();
            }
        }
        try (Device device = provider.open(1, Precision.BFLOAT16)) {
            assertThat(device.description()).contains("bfloat16 multiplied in float32");
        }
    }

    /** What the CPU has, as Linux tells it. */
    private static String instructions() throws IOException {
        Path told = Path.of("/proc/cpuinfo");
        return Files.isReadable(told) ? Files.readString(told) : "";
    }
}
