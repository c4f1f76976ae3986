package org.dasllm.cli;

import java.util.Set;
import org.dasllm.format.error.DasllmException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Refuses by name what stands on a command line and would change nothing there. */
final class GivenOptions {
    private GivenOptions() {}

    /**
     * Refuses the first of some options that was given.
     *
     * @param names of options, with their dashes
     * @param why it does not apply, a sentence that begins with the option's name
     */
    static void refuse(CommandSpec spec, Set<String> names, String why) {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(names::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw DasllmException.usage(name + " " + why, "Leave it out");
                });
    }
}
