package org.dasllm.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;

/** What can be measured by itself. */
public enum BenchPart {
    TRAINING,
    PREFILL,
    DECODE,
    START,
    EXPORT;

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The part of that label. */
    public static BenchPart of(String label) {
        return Arrays.stream(values())
                .filter(part -> part.label().equals(label))
                .findFirst()
                .orElseThrow(() -> DasllmException.usage("--only names '" + label + "'", "Name some of " + labels()));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(BenchPart::label).toList();
    }
}
