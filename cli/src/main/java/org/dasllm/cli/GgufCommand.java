package org.dasllm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.export.bundle.GgufBundle;
import org.dasllm.format.error.ExitCode;
import org.dasllm.model.gguf.GgufExport;
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
    @Parameters(paramLabel = "FOLDER", description = "a bundle's folder, or a model's")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

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

    @Override
    public Integer call() {
        if (GgufBundle.is(folder)) {
            System.err.println("  probes: "
                    + GgufBundle.write(
                            folder, out, type, () -> DeviceChoice.open("auto", 0), TerminalProgress.standard()));
        } else {
            GgufExport.write(folder, out, type, TerminalProgress.standard());
        }
        System.out.println(out);
        return ExitCode.DONE.number();
    }
}
