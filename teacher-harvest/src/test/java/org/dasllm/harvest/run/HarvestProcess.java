package org.dasllm.harvest.run;

import java.nio.file.Path;
import org.dasllm.format.progress.Progress;

/** A harvest in a process of its own, to be killed. */
final class HarvestProcess {
    private HarvestProcess() {}

    /** Takes the teacher's address, the prompts, the work folder, the samples' file and perhaps a budget in tokens. */
    public static void main(String[] arguments) {
        Harvest.run(
                Fixture.config(arguments[0], arguments.length > 4 ? Long.valueOf(arguments[4]) : null, 0),
                Path.of(arguments[1]),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                Progress.SILENT);
    }
}
