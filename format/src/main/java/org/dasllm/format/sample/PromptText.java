package org.dasllm.format.sample;

import java.util.List;

/** What a prompt asks, as a text. */
public final class PromptText {
    private PromptText() {}

    /** As of the sample's prompt. */
    public static String of(Sample sample) {
        return of(sample.prompt());
    }

    /** All messages but the system's, whose instructions the prompts of a task have in common, so that they say nothing about one. */
    public static String of(List<Message> prompt) {
        StringBuilder all = new StringBuilder();
        for (Message message : prompt) {
            if (!message.fromSystem()) {
                all.append(all.isEmpty() ? "" : "\n").append(message.content());
            }
        }
        return all.toString();
    }
}
