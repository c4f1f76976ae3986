package org.dasllm.cli;

import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Precision;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model, on which device. */
final class ModelOptions {
    @Parameters(paramLabel = "MODEL", description = "a bundle, or any model in the Hugging Face layout")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path model;

    @Option(names = "--device", defaultValue = "auto", description = "auto, or a name that doctor lists")
    private String device = "auto";

    @Option(names = "--threads", defaultValue = "0", description = "cores to use; 0 for all")
    private int threads;

    @Option(
            names = "--precision",
            defaultValue = "float32",
            description = "how weights are kept: ${COMPLETION-CANDIDATES}; fewer bits are faster and less exact")
    private Precision precision = Precision.FLOAT32;

    LoadedModel load() {
        if (threads < 0) {
            throw DasllmException.usage("--threads is " + threads, "Set it to 0 or more");
        }
        return LoadedModel.load(model, device, threads, precision);
    }
}
