package org.dasllm.harvest.run;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.label.Label;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.privacy.mask.Placeholders;
import org.dasllm.privacy.mask.Restored;
import org.jspecify.annotations.Nullable;

/**
 * What stands between samples and a teacher: personal data in prompts is masked before a request is made of them, and comes back
 * in the labels. Requests, their keys, the journal and everything in it hold masked text alone.
 *
 * <p>Masking the same prompt gives the same placeholders, so nothing is kept between asking and restoring.
 */
public final class PromptMasking {
    private final @Nullable Masking masking;

    private PromptMasking(@Nullable Masking masking) {
        this.masking = masking;
    }

    /**
     * Reads the file of names, where there is one.
     *
     * @param config null for prompts that go as they are
     */
    public static PromptMasking of(@Nullable PrivacyConfig config) {
        return new PromptMasking(config == null ? null : DetectorRegistry.masking(config));
    }

    /** The prompt as the teacher sees it. */
    public List<Message> masked(List<Message> prompt) {
        return masking == null ? prompt : masked(masking.sample(), prompt);
    }

    /**
     * The label with the values of its prompt. Its tokens, which are those of the masked text, go where anything came back. A label
     * that names a placeholder which the prompt does not have is none.
     */
    Label restored(List<Message> prompt, Label label) {
        if (masking == null || label.fault().isPresent() || label.text().indexOf('[') < 0) {
            return label;
        }
        Placeholders placeholders = masking.sample();
        masked(placeholders, prompt);
        Restored restored =
                isJson(label.text()) ? placeholders.restoreJson(label.text()) : placeholders.restore(label.text());
        if (!restored.invented().isEmpty()) {
            return Label.faulty("the answer names a placeholder that its prompt does not have");
        }
        return restored.text().equals(label.text()) ? label : new Label(restored.text(), null, Optional.empty());
    }

    /** An answer as a teacher gave it, which saw the prompt masked. */
    String maskedAnswer(List<Message> prompt, String answer) {
        if (masking == null) {
            return answer;
        }
        Placeholders placeholders = masking.sample();
        masked(placeholders, prompt);
        return placeholders.mask(answer);
    }

    private static List<Message> masked(Placeholders placeholders, List<Message> prompt) {
        return prompt.stream()
                .map(message -> new Message(message.role(), placeholders.mask(message.content())))
                .toList();
    }

    /** Whether it is an object or an array of JSON, in which values are escaped. */
    private static boolean isJson(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return false;
        }
        try (JsonParser parser = Json.mapper().getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
