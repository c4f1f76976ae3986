package org.dasllm.format.sample;

import java.util.ArrayList;
import java.util.List;

/** What a sample asks, as a text. */
public final class PromptText {
    private PromptText() {}

    /** All messages but the system's, whose instructions are the same for all and say nothing about one. */
    public static String of(Sample sample) {
        List<String> texts = new ArrayList<>();
        for (Message message : sample.prompt()) {
            if (!message.role().equals("system")) {
                texts.add(message.content());
            }
        }
        return String.join("\n", texts);
    }
}
