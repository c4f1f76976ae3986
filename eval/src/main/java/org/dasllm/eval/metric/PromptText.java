package org.dasllm.eval.metric;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;

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
