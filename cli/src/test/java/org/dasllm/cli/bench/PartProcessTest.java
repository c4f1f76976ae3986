package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartProcessTest {
    @Test
    void whatAPartComplainsOfIsToldWithItsExitCode(@TempDir Path folder) {
        PartJob job =
                new PartJob(PartJob.Part.READ_WEIGHTS, folder.resolve("nowhere"), "auto", Precision.FLOAT32, 1, 1, 0);
        assertThatThrownBy(() -> PartProcess.run(job, Progress.SILENT))
                .isInstanceOfSatisfying(
                        DasllmException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageContaining("Measuring read weights: ")
                .hasMessageContaining("model.safetensors");
    }
}
