package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.BpeVocabulary;
import org.dasllm.model.tokenizer.TokenizerFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm tokenizer}. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        header = "Train a byte-level BPE tokenizer.",
        description =
                "For models made from nothing, such as the demo's; a fine-tuned model keeps its base's tokenizer.")
final class TokenizerCommand implements Callable<Integer> {
    private static final String BEGIN = "<|im_start|>";
    private static final String END = "<|im_end|>";

    @Parameters(paramLabel = "FILE", description = "a YAML file such as demo/recipes/tokenizer.yaml")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a key of the file; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        TokenizerConfig config = ConfigurationFile.read(file, overrides, TokenizerConfig.class);
        List<String> texts = new ArrayList<>();
        for (Path data : config.data()) {
            for (Sample sample : SampleFile.read(data)) {
                sample.prompt().forEach(message -> texts.add(message.content()));
                if (sample.completion() != null) {
                    texts.add(sample.completion());
                }
            }
        }
        BpeVocabulary vocabulary =
                new BpeTrainer(config.vocabularySize(), config.minimumCount(), List.of(END, BEGIN)).train(texts);
        TokenizerFiles.write(config.out(), vocabulary, END, config.contextLength(), ChatTemplate.CHATML);
        System.out.println(
                config.out() + ": " + vocabulary.tokens().size() + " tokens from " + texts.size() + " texts");
        return ExitCode.DONE.number();
    }
}
