package org.dasllm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.pipeline.AskedPrompts;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.pipeline.RunFolder;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.export.bundle.GgufBundle;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.model.ollama.Modelfile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm gguf}. */
@Command(
        name = "gguf",
        mixinStandardHelpOptions = true,
        header = "Make a GGUF file of a model's folder.",
        description = {
            "For llama.cpp and Ollama. The folder is a bundle with merged weights, or any model in the Hugging Face layout;",
            "it is refused where llama.cpp would compute the model in another way."
        })
final class GgufCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "a bundle's folder, or a model's; with --config the run's bundle where it is left out")
    private @Nullable Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "the file to write, such as model.gguf")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "how matrices are stored: ${COMPLETION-CANDIDATES}; Q8_0 where nothing is given")
    private GgufExport.Type type = GgufExport.Type.Q8_0;

    @Option(
            names = "--modelfile",
            paramLabel = "FILE",
            description = "write also what 'ollama create NAME -f FILE' wants: the model's file, its chat template, the"
                    + " tokens that end an answer; of a bundle the temperature of its evaluation, and with --config the"
                    + " context, the most tokens of an answer and the system text of the run")
    private @Nullable Path modelfile;

    @Option(names = "--config", paramLabel = "FILE", description = "the run's YAML file, such as configs/demo.yaml")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a key of that file; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        if (file == null && !overrides.isEmpty()) {
            throw DasllmException.usage("--set changes a file, and none is given", "Name one with --config");
        }
        PipelineConfig run =
                file == null ? null : ConfigurationFile.readWherever(file, overrides, PipelineConfig.class);
        Path from = folder(run);
        if (GgufBundle.is(from)) {
            if (modelfile != null) {
                GgufBundle.requireOutside(from, modelfile);
            }
            System.err.println("  probes: "
                    + GgufBundle.write(
                            from, out, type, () -> DeviceChoice.open("auto", 0), TerminalProgress.standard()));
        } else {
            GgufExport.write(from, out, type, TerminalProgress.standard());
        }
        if (modelfile != null) {
            Modelfile.write(modelfile, out, from, run == null ? Modelfile.Asked.UNKNOWN : AskedPrompts.of(run));
        }
        System.out.println(out);
        return ExitCode.DONE.number();
    }

    private Path folder(@Nullable PipelineConfig run) {
        if (folder != null) {
            return folder;
        }
        if (run == null) {
            throw DasllmException.usage("There is no model to write", "Name its folder, or a run's file with --config");
        }
        return new RunFolder(run.folder()).bundle();
    }
}
