package org.dasllm.format.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts that samples are divided into. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    private static final List<String> LABELS =
            Arrays.stream(values()).map(Split::label).toList();

    /** As it is written in files and columns, such as {@code train}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of all. */
    public static List<String> labels() {
        return LABELS;
    }

    /** Whether a label, or none, is this one's. */
    public boolean is(@Nullable String label) {
        return label().equals(label);
    }
}
