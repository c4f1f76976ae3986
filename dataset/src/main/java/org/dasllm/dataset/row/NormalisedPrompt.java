package org.dasllm.dataset.row;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;

/** What makes two prompts the same: Unicode form, case and white space do not count; roles and punctuation do. */
public final class NormalisedPrompt {
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private NormalisedPrompt() {}

    /** A hash that equal prompts share, over all messages with their roles. */
    public static String key(List<Message> prompt) {
        StringBuilder all = new StringBuilder();
        for (Message message : prompt) {
            all.append(message.role())
                    .append('\n')
                    .append(text(message.content()))
                    .append('\n');
        }
        return Sha256.ofString(all.toString());
    }

    /** The text that tells prompts apart: all messages but the system's, which the rows of a task have in common. */
    public static String withoutSystem(List<Message> prompt) {
        StringBuilder all = new StringBuilder();
        for (Message message : prompt) {
            if (!message.role().equals("system")) {
                all.append(all.isEmpty() ? "" : "\n").append(message.content());
            }
        }
        return all.toString();
    }

    /** Unicode NFKC, lower case, one space for any white space, none around. */
    public static String text(String content) {
        String folded = Normalizer.normalize(content, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return WHITE_SPACE.matcher(folded).replaceAll(" ").strip();
    }
}
