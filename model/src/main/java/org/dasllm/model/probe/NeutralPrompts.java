package org.dasllm.model.probe;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.SampleEncoder;

/**
 * Prompts that are nobody's: plain sentences, each as a user's only message in the model's chat template, so that what a model
 * makes of them may travel with it. A run's system text is data of the run, and is not among them.
 */
public final class NeutralPrompts {
    private static final List<String> SENTENCES = List.of(
            "Good morning.",
            "Which number comes after seven?",
            "Please write one sentence about the sea.",
            "The train leaves at noon.",
            "How many days are in a week?",
            "I would like to change my address.",
            "What is the colour of snow?",
            "Thank you, that was all.");

    private NeutralPrompts() {}

    /**
     * Those that fit a model's context.
     *
     * @param contextLength the most tokens of a text
     * @throws DasllmException if the chat template refuses a conversation of one message, or a token is not the model's
     */
    public static List<ProbePrompt> of(SampleEncoder encoder, int contextLength) {
        List<ProbePrompt> prompts = new ArrayList<>();
        for (int i = 0; i < SENTENCES.size(); i++) {
            int[] ids = encoder.prompt(List.of(Message.user(SENTENCES.get(i))));
            if (ids.length > 0 && ids.length <= contextLength) {
                prompts.add(new ProbePrompt("neutral " + (i + 1), ids));
            }
        }
        return prompts;
    }
}
