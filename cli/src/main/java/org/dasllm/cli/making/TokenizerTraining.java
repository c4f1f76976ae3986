package org.dasllm.cli.making;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.TextFile;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.BpeVocabulary;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.jspecify.annotations.Nullable;

/** Trains a tokenizer. */
public final class TokenizerTraining {
    private static final String BEGIN = "<|im_start|>";
    private static final String END = "<|im_end|>";

    private TokenizerTraining() {}

    /** Trains, and says in a line what came of it. */
    public static String run(TokenizerConfig config) {
        ChatTemplate template = ChatTemplate.of(source(config.chatTemplate()), "", END);
        List<String> texts = new ArrayList<>();
        for (Path data : config.data()) {
            for (Sample sample : SampleFile.read(data)) {
                texts.add(template.render(conversation(sample), false));
            }
        }
        BpeVocabulary vocabulary =
                new BpeTrainer(config.vocabularySize(), config.minimumCount(), List.of(END, BEGIN)).train(texts);
        TokenizerFiles.write(config.out(), vocabulary, END, config.contextLength(), template.source());
        return config.out() + ": " + vocabulary.tokens().size() + " tokens from " + texts.size() + " conversations";
    }

    private static List<Message> conversation(Sample sample) {
        List<Message> conversation = new ArrayList<>(sample.prompt());
        if (sample.completion() != null) {
            conversation.add(Message.assistant(sample.completion()));
        }
        return conversation;
    }

    private static String source(@Nullable Path file) {
        return file == null ? ChatTemplate.CHATML : TextFile.read(file);
    }
}
