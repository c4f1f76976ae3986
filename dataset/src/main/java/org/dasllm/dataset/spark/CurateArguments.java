package org.dasllm.dataset.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * The command line of {@link CurateJob}.
 *
 * @param config a run's resolved configuration, the JSON file that {@code dasllm resolve} writes
 * @param out the output folder
 * @param inputs JSON Lines files of samples
 */
record CurateArguments(String config, String out, List<String> inputs) {
    private static final String USAGE = "Usage: CurateJob --config <run.json> --out <folder> <samples.jsonl>...";

    static CurateArguments parse(String... arguments) {
        String config = "";
        String out = "";
        List<String> inputs = new ArrayList<>();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("--")) {
                inputs.add(argument);
                continue;
            }
            if (!rest.hasNext()) {
                throw DasllmException.usage("The option " + argument + " has no value", USAGE);
            }
            switch (argument) {
                case "--config" -> config = rest.next();
                case "--out" -> out = rest.next();
                default -> throw DasllmException.usage("The option " + argument + " is unknown", USAGE);
            }
        }
        if (config.isEmpty() || out.isEmpty() || inputs.isEmpty()) {
            throw DasllmException.usage("The configuration, the output or the inputs are missing", USAGE);
        }
        return new CurateArguments(config, out, inputs);
    }
}
