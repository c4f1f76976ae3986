package org.dasllm.trainer.config;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;

/** Collects everything that is wrong with a record's values, so that all of it is told at once. */
final class Problems {
    private final String what;
    private final List<String> found = new ArrayList<>();

    Problems(String what) {
        this.what = what;
    }

    /** Notes {@code problem} unless {@code holds}. */
    Problems unless(boolean holds, String problem) {
        if (!holds) {
            found.add(problem);
        }
        return this;
    }

    void refuse() {
        if (!found.isEmpty()) {
            throw DasllmException.usage(
                    "The training configuration's " + what + " cannot be used: " + String.join("; ", found),
                    "Correct " + (found.size() == 1 ? "that value" : "those values"));
        }
    }
}
