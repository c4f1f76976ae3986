package org.dasllm.model.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * Conversations as token ids. Prompt and completion are tokenized apart, so that the prompt of training is, id for id, the
 * prompt of generation, and the completion is what generation is to give: its text and one end token.
 */
public final class SampleEncoder {
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Set<Integer> endTokens;
    private final int contextLength;
    private final int[] prefix;

    public SampleEncoder(Tokenizer tokenizer, ChatTemplate template, ModelConfig config) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.endTokens = new HashSet<>(tokenizer.endOfText());
        this.endTokens.addAll(config.endTokens());
        this.contextLength = config.contextLength();
        this.prefix = template.plain() ? tokenizer.prefix() : new int[0];
    }

    /** The ids of a conversation up to where the answer begins. */
    public int[] prompt(List<Message> messages) {
        return prompt(template.render(messages, true));
    }

    private int[] prompt(String text) {
        int[] ids = tokenizer.encode(text, false);
        int[] all = Arrays.copyOf(prefix, prefix.length + ids.length);
        System.arraycopy(ids, 0, all, prefix.length, ids.length);
        return all;
    }

    /**
     * A sample for training on its completion only.
     *
     * @throws DasllmException if it is longer than the model's context
     */
    public EncodedSample encode(List<Message> prompt, String completion) {
        EncodedSample sample = encodeAnyLength(prompt, completion);
        if (sample.length() > contextLength) {
            throw DasllmException.input(
                    "A sample of " + sample.length() + " tokens is longer than the model's context of " + contextLength
                            + "; it begins: " + beginning(prompt),
                    "Shorten it, or leave it out");
        }
        return sample;
    }

    /** As {@link #encode}, but empty where the sample is longer than the model's context: to be counted, never hidden. */
    public Optional<EncodedSample> encodeIfFits(List<Message> prompt, String completion) {
        return Optional.of(encodeAnyLength(prompt, completion)).filter(sample -> sample.length() <= contextLength);
    }

    private EncodedSample encodeAnyLength(List<Message> prompt, String completion) {
        String before = template.render(prompt, true);
        List<Message> conversation = new ArrayList<>(prompt);
        conversation.add(Message.assistant(completion));
        String whole = template.render(conversation, false);
        if (!whole.startsWith(before)) {
            throw DasllmException.input(
                    "The chat template writes an answered conversation differently from the prompt of its answer",
                    "Use a chat template made for training");
        }
        int[] promptIds = prompt(before);
        if (promptIds.length == 0) {
            throw DasllmException.input("A sample has an empty prompt", "Leave it out");
        }
        return EncodedSample.of(promptIds, ended(tokenizer.encode(whole.substring(before.length()), false)));
    }

    /** The answer up to its last end token; what a template writes after that is not the model's to say. */
    private int[] ended(int[] answer) {
        for (int i = answer.length - 1; i >= 0; i--) {
            if (endTokens.contains(answer[i])) {
                return Arrays.copyOf(answer, i + 1);
            }
        }
        int end = endTokens.stream()
                .min(Integer::compare)
                .orElseThrow(() -> DasllmException.input(
                        "Neither the tokenizer nor the model names a token that ends a text",
                        "Set eos_token in tokenizer_config.json or eos_token_id in generation_config.json"));
        int[] ended = Arrays.copyOf(answer, answer.length + 1);
        ended[answer.length] = end;
        return ended;
    }

    private static String beginning(List<Message> prompt) {
        String text = prompt.isEmpty() ? "" : prompt.get(prompt.size() - 1).content();
        return "'" + text.substring(0, Math.min(40, text.length())) + "'";
    }
}
