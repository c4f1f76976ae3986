package org.dasllm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.model.gguf.GgufImport;
import org.dasllm.model.gguf.OllamaStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        header = "Make a model's folder of a GGUF file.",
        description = {
            "Reads a model of llama.cpp, or one that Ollama has on this machine, and writes a folder in the Hugging Face "
                    + "layout, which student.base takes; serve and chat take a GGUF file itself. Llama, Mistral, SmolLM, Qwen and "
                    + "Gemma are read."
        })
final class ImportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "a GGUF file, the first of the parts of one, or the name of a model in Ollama's store, such as"
                            + " ollama:smollm2:135m")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String model;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "the folder to write; it must be new")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            description = "what weights of few bits become: ${COMPLETION-CANDIDATES}; FLOAT32, the default, keeps their"
                    + " values, BFLOAT16 takes half the space and rounds them")
    private GgufImport.Widened weights = GgufImport.Widened.FLOAT32;

    @Override
    public Integer call() {
        if (Files.exists(out)) {
            throw DasllmException.usage(out + " is there already", "Name a new folder with --out");
        }
        Path file = OllamaStore.resolve(model, System.getenv());
        try (GgufFile opened = GgufFile.open(file)) {
            System.err.println("Importing " + file);
            AtomicFile.writeDirectory(out, folder -> GgufImport.write(opened, folder, weights));
            opened.metadata()
                    .text("general.license")
                    .ifPresent(licence -> System.err.println("  Its licence, as the file says: " + licence));
        }
        System.out.println(out);
        return ExitCode.DONE.number();
    }
}
