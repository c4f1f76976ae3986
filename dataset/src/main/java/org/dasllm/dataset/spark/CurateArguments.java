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
 * @param tables what stands before the names of tables that are made of the dataset; empty for none
 * @param inputs paths of JSON Lines of samples, {@code csv:PATH}, {@code parquet:PATH} or {@code table:NAME}
 */
record CurateArguments(String config, String out, String tables, List<String> inputs) {
    private static final String USAGE =
            "Usage: CurateJob --config <run.json> --out <folder> [--tables <prefix>] <input>..., where an input is a path of JSON Lines,"
                    + " csv:<path>, parquet:<path> or table:<name>";

    static CurateArguments parse(String... arguments) {
        String config = "";
        String out = "";
        String tables = "";
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
                case "--tables" -> tables = rest.next();
                default -> throw DasllmException.usage("The option " + argument + " is unknown", USAGE);
            }
        }
        if (config.isEmpty() || out.isEmpty() || inputs.isEmpty()) {
            throw DasllmException.usage("The configuration, the output or the inputs are missing", USAGE);
        }
        return new CurateArguments(config, out, tables, inputs);
    }
}
