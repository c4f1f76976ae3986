package org.dasllm.eval.bias;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.io.TextFile;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;

/**
 * Panels with the teacher's answers and people's labels, kept by the SHA-256 of their bytes: the next model is asked the same panel
 * again, and nobody has to label it anew. A panel's file is its hash with {@code .jsonl} behind it.
 */
public record PanelStore(Path folder) {
    private static final String PREFIX = "sha256:";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /**
     * Keeps a panel.
     *
     * @return its hash
     */
    public String keep(Path panel) {
        SampleFile.read(panel);
        String text = TextFile.read(panel);
        String hash = Sha256.ofString(text);
        Path kept = file(hash);
        if (!Files.exists(kept)) {
            AtomicFile.writeString(kept, text);
        }
        return hash;
    }

    /**
     * The file of a panel: one that is named, or {@code sha256:<hash>} of one that was kept.
     *
     * @throws DasllmException if it is not there, or no longer has its hash
     */
    public Path find(String panel) {
        if (!panel.startsWith(PREFIX)) {
            return Path.of(panel);
        }
        String hash = panel.substring(PREFIX.length());
        if (!HASH.matcher(hash).matches()) {
            throw DasllmException.usage(
                    "evaluate.bias.panel: '" + hash + "' is no SHA-256", "Give 64 hexadecimal digits, or a file");
        }
        Path kept = file(hash);
        if (!Files.exists(kept)) {
            throw DasllmException.input(
                    "evaluate.bias.panel: there is no panel with this hash in " + folder,
                    "Name the panel's file once; it is then kept under its hash");
        }
        if (!Sha256.ofFile(kept).equals(hash)) {
            throw DasllmException.input(
                    kept + " is not the panel that was kept: its hash is another",
                    "Restore it, or name the panel's file");
        }
        return kept;
    }

    /**
     * The questions of a panel, all with the teacher's answer.
     *
     * @throws DasllmException if it is not there, is empty, or the teacher has not answered all of it
     */
    public List<Sample> questions(String panel) {
        Path file = find(panel);
        List<Sample> samples = SampleFile.read(file);
        long unanswered = samples.stream().filter(s -> s.completion() == null).count();
        if (samples.isEmpty() || unanswered > 0) {
            throw DasllmException.input(
                    "evaluate.bias.panel: " + unanswered + " of " + samples.size() + " samples in " + file
                            + " have no teacher's completion",
                    "Harvest the panel's answers once; they are kept with it");
        }
        return samples;
    }

    /**
     * The hash of a panel that is named, or was kept.
     *
     * @throws DasllmException if it is not there
     */
    public String hash(String panel) {
        return Sha256.ofString(TextFile.read(find(panel)));
    }

    private Path file(String hash) {
        return folder.resolve(hash + ".jsonl");
    }
}
