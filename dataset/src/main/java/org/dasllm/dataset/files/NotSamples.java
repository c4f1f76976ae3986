package org.dasllm.dataset.files;

import java.nio.charset.StandardCharsets;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;

/** Refuses an input that is not JSON Lines as a whole; single lines that are wrong are not its matter. */
public final class NotSamples {
    /** How many bytes are looked at. */
    public static final int HEAD = TextFile.HEAD_BYTES;

    private NotSamples() {}

    /**
     * Looks at a file's beginning. Spark reads UTF-8 alone, so here also UTF-16 that says what it is gets refused.
     *
     * @param head the first bytes, {@value #HEAD} where there are as many
     * @param name of the file, for the message
     */
    public static void refuse(byte[] head, String name) {
        TextFile.requireUtf8(head, name);
        String text =
                new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
        if (text.startsWith("[")) {
            throw refusal(name, "a JSON array", "Write its objects one a line, such as with jq -c '.[]'");
        }
        if (text.startsWith("{") && text.lines().findFirst().orElse("").strip().equals("{")) {
            throw refusal(name, "JSON over several lines", "Write each object on one line, such as with jq -c .");
        }
    }

    private static DasllmException refusal(String name, String what, String remedy) {
        return DasllmException.input(name + " is " + what + ", not JSON Lines", remedy);
    }
}
