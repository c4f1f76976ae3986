package org.dasllm.cli.config;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with a configuration, so that all of it is told at once. */
final class ConfigurationErrors {
    private final String file;
    private final List<String> found = new ArrayList<>();

    ConfigurationErrors(String file) {
        this.file = file;
    }

    void add(Mark mark, String what) {
        // A value from --set carries the option as its name; one from the file carries its line.
        String where = mark.getName().startsWith("--set") ? mark.getName() : file + ":" + (mark.getLine() + 1);
        found.add(where + ": " + what);
    }

    /** A key that is there twice: which of the two was meant is not ours to guess. */
    void addTwice(Mark second, String name) {
        add(second, "the key '" + name + "' is there twice");
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    DasllmException toException() {
        String count = found.size() == 1 ? "1 error" : found.size() + " errors";
        return DasllmException.of(
                ExitCode.USAGE,
                "The configuration has " + count + ": " + String.join("; ", found),
                "Nothing was started; mend the keys named and run again");
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
