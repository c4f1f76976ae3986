package org.dasllm.model.chat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.jinja.Rendering;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.TemplateEncoder;
import org.dasllm.model.tokenizer.TemplatedText;
import org.dasllm.model.tokenizer.TokenizedText;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * Conversations as token ids, and which of them are to be learnt.
 *
 * <p>Where the chat template marks what the model says ({@code {% generation %}}), the conversation is tokenized as a whole
 * and every token with a character in such a block is learnt, as transformers' assistant masks have it. Elsewhere prompt
 * and completion are tokenized apart, so that the prompt of training is, id for id, the prompt of generation, and the
 * completion is what generation is to give: its text and one end token.
 *
 * <p>Only the template makes control tokens. Their names in a message are text. Control tokens are the tokenizer's special
 * ones, those that end an answer, and what else of its added tokens the template writes around every message; other added
 * tokens that are not special, such as {@code <think>}, are tokens in messages too, since models are taught to say them.
 */
public final class SampleEncoder {
    private final TemplateEncoder encoder;
    private final ChatTemplate template;
    private final Set<Integer> endTokens;
    private final int[] prefix;
    private final VocabularyFit fit;

    /**
     * Compares the tokenizer with the model.
     *
     * @throws DasllmException if a token that a conversation can have lies beyond the model's embedding
     */
    public SampleEncoder(Tokenizer tokenizer, ChatTemplate template, ModelConfig config) {
        this.template = template;
        this.endTokens = tokenizer.endTokens(config.endTokens());
        this.prefix = template.plain() ? tokenizer.prefix() : new int[0];
        Set<Integer> framing = Framing.tokens(tokenizer, template);
        this.encoder = tokenizer.templateEncoder(id -> endTokens.contains(id) || framing.contains(id));
        Set<Integer> written = new HashSet<>(framing);
        written.addAll(endTokens);
        Arrays.stream(prefix).forEach(written::add);
        this.fit = VocabularyFit.check(tokenizer, template, written, config.vocabularySize());
    }

    /** The ids of a conversation up to where the answer begins. */
    public int[] prompt(List<Message> messages) {
        return prompt(Conversation.of(messages));
    }

    /** As above, of a conversation with tools. */
    public int[] prompt(Conversation conversation) {
        return fit.embedded(joined(prefix, ids(template.written(conversation, true))));
    }

    private int[] ids(TemplatedText text) {
        return encoder.encode(text).ids();
    }

    /**
     * A sample for training, which may be longer than the model's context: the caller has to look.
     *
     * @throws DasllmException if the chat template cannot say what is the model's in it
     */
    public EncodedSample encode(List<Message> prompt, String completion, Answers answers) {
        return encode(Conversation.of(prompt), Turn.of(Message.assistant(completion)), answers);
    }

    /** As above, of a conversation with tools; the answer may call them, and its calls are learnt. */
    public EncodedSample encode(Conversation prompt, Turn completion, Answers answers) {
        Conversation conversation = prompt.and(completion);
        Rendering whole = template.renderMarked(conversation);
        return whole.generations().isEmpty()
                ? byPrefix(conversation, whole.written(), answers)
                : byMarks(whole, answers);
    }

    /** What stands in generation blocks, or in the last of them. */
    EncodedSample byMarks(Rendering whole, Answers answers) {
        List<int[]> spans = whole.generations();
        List<int[]> wanted = answers == Answers.EVERY ? spans : spans.subList(spans.size() - 1, spans.size());
        TokenizedText text = encoder.encode(whole.written());
        boolean[] learnt = new boolean[text.ids().length];
        for (int[] span : wanted) {
            for (int i = 0; i < learnt.length; i++) {
                learnt[i] |= text.within(i, span[0], span[1]);
            }
        }
        EncodedSample sample = EncodedSample.of(fit.embedded(text.ids()), learnt);
        if (sample.targetTokens() == 0) {
            throw DasllmException.input(
                    "The chat template's generation marks hold nothing of the conversation " + beginning(whole.text()),
                    "Correct the template's {% generation %} blocks, or leave the conversation out");
        }
        return sample;
    }

    private static String beginning(String text) {
        return "'" + text.substring(0, Math.min(40, text.length())) + "'";
    }

    private EncodedSample byPrefix(Conversation conversation, TemplatedText whole, Answers answers) {
        int last = conversation.turns().size() - 1;
        int begin = answerBegins(conversation, last, whole.text());
        TokenizedText before = encoder.encode(whole.part(0, begin));
        int[] prompt = joined(prefix, before.ids());
        if (prompt.length == 0) {
            throw DasllmException.input("A sample has an empty prompt", "Leave it out");
        }
        int[] answer = ended(ids(whole.part(begin, whole.text().length())));
        boolean[] learnt = new boolean[prompt.length + answer.length];
        Arrays.fill(learnt, prompt.length, learnt.length, true);
        if (answers == Answers.EVERY) {
            for (int turn = 0; turn < last; turn++) {
                if (conversation.turns().get(turn).role().equals("assistant")) {
                    earlierAnswer(conversation, turn, whole.text(), before, learnt);
                }
            }
        }
        return EncodedSample.of(fit.embedded(joined(prompt, answer)), learnt);
    }

    /** Where the answer that is message {@code turn} begins in the text of the whole conversation. */
    private int answerBegins(Conversation conversation, int turn, String whole) {
        return prefixOf(whole, template.render(conversation.until(turn), true));
    }

    private static int prefixOf(String whole, String before) {
        if (!whole.startsWith(before)) {
            throw DasllmException.input(
                    "The chat template writes an answered conversation differently from the prompt of its answer",
                    "Use a chat template made for training, which marks the answers with {% generation %}");
        }
        return before.length();
    }

    /** Marks an answer within the prompt: from where it begins to its last end token, or its end where it has none. */
    private void earlierAnswer(
            Conversation conversation, int turn, String whole, TokenizedText text, boolean[] learnt) {
        int begin = answerBegins(conversation, turn, whole);
        int end = prefixOf(whole, template.render(conversation.until(turn + 1), false));
        int lastEnd = -1;
        for (int i = 0; i < text.ids().length; i++) {
            lastEnd = text.within(i, begin, end) && endTokens.contains(text.ids()[i]) ? i : lastEnd;
        }
        for (int i = 0; i < text.ids().length; i++) {
            learnt[prefix.length + i] |= text.within(i, begin, end) && (lastEnd < 0 || i <= lastEnd);
        }
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
        return joined(answer, new int[] {end});
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
