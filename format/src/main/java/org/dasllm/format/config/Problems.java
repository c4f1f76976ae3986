package org.dasllm.format.config;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;

/** Everything that is wrong with one configuration file, each with its place, so that all of it is read at once. */
public final class Problems {
    /** The page that describes every key. */
    public static final String PAGE = "docs/configuration.md";

    private final List<String> found = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param where such as {@code run.yaml:7}
     */
    public void add(String where, String what) {
        found.add(where + ": " + what);
    }

    /** A key that is there twice: which of the two was meant is not ours to guess. */
    public void addTwice(String where, String key) {
        add(where, "the key '" + key + "' is there twice");
    }

    int count() {
        return found.size();
    }

    /**
     * Ends the reading.
     *
     * @throws DasllmException if there is any
     */
    public void refuse() {
        if (!found.isEmpty()) {
            String count = found.size() == 1 ? "1 error" : found.size() + " errors";
            throw DasllmException.usage(
                    "The configuration has " + count + ": " + String.join("; ", found),
                    "Nothing was started; correct this, with " + PAGE + " for every key, and run again");
        }
    }
}
