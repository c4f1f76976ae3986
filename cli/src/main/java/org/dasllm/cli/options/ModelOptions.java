package org.dasllm.cli.options;

import java.nio.file.Path;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model is loaded. What is not given on the command line is null, so that a run's file can say it. */
public final class ModelOptions {
    @Option(names = "--device", description = "auto, or a name that doctor lists; auto where nothing is given")
    private @Nullable String device;

    @Option(names = "--threads", description = "cores to use; 0 for all, which is the default")
    private @Nullable Integer threads;

    @Option(
            names = "--precision",
            description =
                    "how weights are kept: ${COMPLETION-CANDIDATES}; fewer bits are faster and less exact; FLOAT32"
                            + " where nothing is given")
    private @Nullable Precision precision;

    public LoadedModel load(Path model) {
        return load(model, "auto", 0, Precision.FLOAT32);
    }

    /** Loads with what is given here, and otherwise as the arguments say. */
    public LoadedModel load(Path model, String otherDevice, int otherThreads, Precision otherPrecision) {
        int cores = threads == null ? otherThreads : threads;
        if (cores < 0) {
            throw DasllmException.usage("--threads is " + cores, "Set it to 0 or more");
        }
        return LoadedModel.load(
                model, device == null ? otherDevice : device, cores, precision == null ? otherPrecision : precision);
    }
}
