package org.dasllm.export.bundle;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What speaks for a student.
 *
 * @param report the evaluation's report.json
 * @param run the folder of the run that the report belongs to, whose manifest says what the evaluation read and wrote
 */
public record Evidence(Path report, Optional<Path> run) {
    /** A report by itself, held only against itself and the files that are exported. */
    public static Evidence of(Path report) {
        return new Evidence(report, Optional.empty());
    }

    public static Evidence ofRun(Path report, Path run) {
        return new Evidence(report, Optional.of(run));
    }
}
