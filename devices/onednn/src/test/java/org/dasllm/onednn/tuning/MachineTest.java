package org.dasllm.onednn.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void theModelIsThatOfTheFirstCore() {
        List<String> cpuinfo = List.of(
                "processor\t: 0",
                "vendor_id\t: GenuineIntel",
                "cpu family\t: 6",
                "model\t\t: 143",
                "model name\t: Intel(R) Xeon(R) Processor @ 2.0GHz",
                "stepping\t: 8",
                "cpu MHz\t\t: 2000.000",
                "",
                "processor\t: 1",
                "model\t\t: 144");
        assertThat(Machine.model(cpuinfo))
                .isEqualTo("Intel(R) Xeon(R) Processor @ 2.0GHz, cpu family 6, model 143, stepping 8");
    }

    @Test
    void anotherProcessorOrOtherKernelsHaveAnotherFile() {
        String name = new Machine("a processor; kernels in C 1").fileName();
        assertThat(name).matches("products-[0-9a-f]{8}\\.properties");
        assertThat(new Machine("a processor; kernels in C 1").fileName()).isEqualTo(name);
        assertThat(new Machine("a processor; kernels in C 2").fileName()).isNotEqualTo(name);
        assertThat(new Machine("another processor; kernels in C 1").fileName()).isNotEqualTo(name);
    }

    @Test
    void saysWhatRunsHere() {
        OneDnnLibrary.load();
        assertThat(Machine.current().line())
                .contains("oneDNN " + OneDnnLibrary.version(), OneDnnLibrary.instructionSet())
                .contains(NativeKernels.description())
                .doesNotContain("\n");
        assertThat(NativeKernels.checksum() != 0).isEqualTo(NativeKernels.AVAILABLE);
    }
}
