package org.dasllm.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;

/** Opens the native tokenizer so that it neither truncates, nor pads, nor looks at a network or a GPU. */
final class NativeTokenizer {
    private NativeTokenizer() {}

    static {
        // The library reads these when it is first used: without them it asks a GPU's driver which build it should
        // download, and calls home once a day.
        setIfAbsent("RUST_FLAVOR", "cpu");
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    static HuggingFaceTokenizer open(Path file) {
        // The library takes bytes as they are, and would stumble over a byte order mark.
        return open(file, new ByteArrayInputStream(TextFile.read(file).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A tokenizer.json.
     *
     * @param file named in complaints
     * @param json its content
     */
    static HuggingFaceTokenizer open(Path file, InputStream json) {
        Map<String, String> options = Map.of(
                "truncation", "do_not_truncate",
                "padding", "do_not_pad",
                "modelMaxLength", String.valueOf(Integer.MAX_VALUE));
        try {
            return HuggingFaceTokenizer.newInstance(json, options);
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        }
    }

    private static DasllmException unreadable(Path file, Exception e) {
        return DasllmException.input(
                "The tokenizer " + file + " cannot be read: " + e.getMessage(),
                "Fetch the model's tokenizer.json again",
                e);
    }
}
