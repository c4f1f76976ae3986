package org.dasllm.dataset.curate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.progress.Progress;

/** A curation in a process of its own, to be killed: {@code OneNight CONFIG INPUT OUT WORK}. */
final class OneNight {
    private OneNight() {}

    public static void main(String... arguments) {
        CurateConfig config = CurateConfigs.parse(arguments[0], "the test's configuration");
        EmbeddedCuration.run(
                config,
                config.task(Optional.empty()),
                List.of(Path.of(arguments[1])),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                Progress.SILENT);
    }
}
