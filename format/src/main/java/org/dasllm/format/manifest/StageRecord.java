package org.dasllm.format.manifest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one stage did.
 *
 * @param stage its name, such as {@code curate}
 * @param started when, in ISO 8601
 * @param finished when, likewise; null while it runs
 * @param seconds how long it took
 * @param inputs what it read, by a name such as {@code samples}
 * @param outputs what it wrote
 * @param configHash SHA-256 of its resolved configuration
 * @param seed null where it draws no random numbers
 * @param details other facts worth keeping, such as the device, a reason of failure or a figure
 */
public record StageRecord(
        String stage,
        Status status,
        String started,
        @Nullable String finished,
        double seconds,
        Map<String, Artifact> inputs,
        Map<String, Artifact> outputs,
        String configHash,
        @Nullable Long seed,
        Map<String, String> details) {

    public StageRecord {
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
        details = Map.copyOf(details);
    }

    /** How far a stage got. */
    public enum Status {
        RUNNING,
        DONE,
        FAILED
    }
}
