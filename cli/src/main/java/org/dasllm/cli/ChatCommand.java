package org.dasllm.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.cli.options.ModelOptions;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm chat}. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        header = "Talk to a model on the terminal.",
        description = "One line a message, each taken by itself unless --remember is given; an empty line ends it.")
final class ChatCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = LoadedModel.MODEL)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path model;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(names = "--system", description = "the system's message")
    private @Nullable String system;

    @Option(names = "--remember", description = "send the conversation so far with each message")
    private boolean remember;

    @Option(names = "--max-tokens", defaultValue = "128", description = "the most tokens of an answer")
    private int maxTokens;

    @Option(names = "--temperature", defaultValue = "0", description = "0 for the most probable token always")
    private double temperature;

    @Override
    public Integer call() throws IOException {
        GenerationOptions generation = new GenerationOptions(maxTokens, temperature, 1, 0, List.of());
        try (LoadedModel loaded = options.load(model)) {
            SampleEncoder encoder = new SampleEncoder(
                    loaded.tokenizer(), loaded.template(), loaded.model().config());
            Generator generator = new Generator(loaded.model(), loaded.tokenizer(), 1);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            List<Message> messages = opening(loaded.prompt());
            for (String line = ask(in); line != null && !line.isBlank(); line = ask(in)) {
                messages.add(Message.user(line));
                String answer = generator
                        .generate(
                                List.of(encoder.prompt(known(loaded.prompt(), messages))), generation, Progress.SILENT)
                        .get(0)
                        .text();
                System.out.println(answer);
                messages.add(Message.assistant(answer));
                messages = remember ? messages : opening(loaded.prompt());
            }
        }
        return ExitCode.DONE.number();
    }

    /** With the system prompt that is given, or else with the one that the student has in place of its teacher's. */
    private List<Message> opening(Optional<StudentPrompt> prompt) {
        String text = system == null ? prompt.map(StudentPrompt::prompt).orElse("") : system;
        return text.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(Message.system(text)));
    }

    private static List<Message> known(Optional<StudentPrompt> prompt, List<Message> messages) {
        return prompt.map(each -> each.in(messages)).orElse(messages);
    }

    private static @Nullable String ask(BufferedReader in) throws IOException {
        if (TerminalProgress.interactive()) {
            System.err.print("> ");
            System.err.flush();
        }
        return in.readLine();
    }
}
