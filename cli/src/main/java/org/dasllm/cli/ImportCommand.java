package org.dasllm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.RecordedOptions;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Counted;
import org.dasllm.harvest.config.RecordedKeys;
import org.dasllm.harvest.recorded.Inspection;
import org.dasllm.harvest.recorded.RecordedImport;
import org.dasllm.model.gguf.GgufImport;
import org.dasllm.model.gguf.OllamaStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dasllm import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        header = "Make samples of recorded answers, or a model's folder of a GGUF file.",
        description = {
            "Recorded answers are JSON Lines, JSON arrays, CSV or Parquet, also compressed with gzip or zstd: messages"
                    + " of OpenAI and Anthropic with tools, their stored completions and fine-tuning files, Gemini's"
                    + " contents, ShareGPT, Alpaca, or columns of your own. They become a file of samples; --inspect says"
                    + " what is in a file and how it will be read. A run reads the same files by harvest.recorded.",
            "A model of llama.cpp (GGUF), or one that Ollama has on this machine, becomes a folder in the Hugging Face"
                    + " layout, which student.base takes; serve and chat take a GGUF file itself. Llama, Mistral, SmolLM,"
                    + " Qwen and Gemma are read."
        })
final class ImportCommand implements Callable<Integer> {
    private static final byte[] GGUF = "GGUF".getBytes(StandardCharsets.US_ASCII);

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "files of recorded answers; or one GGUF file, the first of the parts of one, or the name of a"
                    + " model in Ollama's store, such as ollama:smollm2:135m")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private List<String> files;

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description = "the file of samples, or the model's folder, to write; it must be new")
    private @Nullable Path out;

    @Option(
            names = "--inspect",
            description = "write nothing, and say in ten lines what is in each file of recorded answers, how it will be"
                    + " read, the first problem, what to write into the run file, and the command that imports it")
    private boolean inspect;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "%nOf recorded answers:%n")
    private RecordedOptions recorded = new RecordedOptions();

    @ArgGroup(exclusive = false, heading = "%nOf models:%n")
    private ModelOptions modelOptions = new ModelOptions();

    /** What only a model's import has. */
    static final class ModelOptions {
        @Option(
                names = "--weights",
                paramLabel = "TYPE",
                description =
                        "what weights of few bits become: ${COMPLETION-CANDIDATES}; FLOAT32, the default, keeps their"
                                + " values, BFLOAT16 takes half the space and rounds them")
        private GgufImport.Widened weights = GgufImport.Widened.FLOAT32;
    }

    @Override
    public Integer call() {
        boolean model = files.size() == 1 && isModel(files.get(0));
        if (model) {
            GivenOptions.refuse(
                    spec, RecordedOptions.NAMES, "is for recorded answers, and " + files.get(0) + " is a model");
        } else {
            GivenOptions.refuse(spec, Set.of("--weights"), "is for models, and this imports recorded answers");
        }
        if (inspect) {
            inspect(model);
            return ExitCode.DONE.number();
        }
        Path written = out;
        if (written == null) {
            throw DasllmException.usage(
                    "There is no --out", "Say with --out PATH where to write, or with --inspect what is in the file");
        }
        if (Files.exists(written)) {
            throw DasllmException.usage(written + " is there already", "Name a new path with --out");
        }
        if (model) {
            model(files.get(0), written);
        } else {
            samples(written);
        }
        System.out.println(written);
        return ExitCode.DONE.number();
    }

    private void inspect(boolean model) {
        if (model) {
            throw DasllmException.usage(
                    files.get(0) + " is a model, and --inspect is for recorded answers", "Name a file of those");
        }
        GivenOptions.refuse(spec, Set.of("--out"), "names a file to write, and --inspect writes nothing");
        List<String> unusable = new ArrayList<>();
        for (String file : files) {
            Inspection.Found found = Inspection.of(recorded.of(List.of(Path.of(file))));
            found.lines().forEach(System.out::println);
            if (!found.usable()) {
                unusable.add(file);
            }
        }
        if (!unusable.isEmpty()) {
            throw DasllmException.input(
                    String.join(", ", unusable) + " cannot be imported like this", "The lines above say why");
        }
    }

    private void samples(Path written) {
        TerminalProgress progress = TerminalProgress.standard();
        RecordedImport.Result result = RecordedImport.write(
                recorded.of(files.stream().map(Path::of).toList()),
                RecordedKeys.OPTIONS,
                sample -> sample,
                written,
                progress);
        progress.line(Counted.of(result.samples(), "sample"));
    }

    private void model(String model, Path folder) {
        Path file = OllamaStore.resolve(model, System.getenv());
        try (GgufFile opened = GgufFile.open(file)) {
            System.err.println("Importing " + file);
            AtomicFile.writeDirectory(folder, each -> GgufImport.write(opened, each, modelOptions.weights));
            opened.metadata()
                    .text("general.license")
                    .ifPresent(licence -> System.err.println("  Its licence, as the file says: " + licence));
        }
    }

    /** A file by its first bytes; what is no file may be the name of a model. */
    private static boolean isModel(String name) {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            return name.startsWith("ollama:") || name.endsWith(".gguf");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return name.endsWith(".gguf") || Arrays.equals(in.readNBytes(GGUF.length), GGUF);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
