package org.dasllm.format.probe;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;

/**
 * {@code probes.json} or {@code neutral-probes.json}: what a trained model made of a few prompts.
 *
 * @param version of the layout, see {@link #KIND}
 * @param adapterSha256 of the adapter's folder as it was saved
 * @param precision of the device that computed them, such as {@code float32}
 * @param base how the base's linear layers were kept: {@code stored} or {@code nf4}
 * @param device its name
 * @param samples where the prompts are from: {@code validation}, {@code training} or {@link #NEUTRAL}
 * @param probes in the order of the samples
 */
public record Probes(
        int version,
        String adapterSha256,
        String precision,
        String base,
        String device,
        String samples,
        List<Probe> probes) {
    /** Of prompts of the run's samples; stays in the run's folder. */
    public static final String FILE = "probes.json";

    /** Of prompts that are nobody's; goes into bundles. */
    public static final String NEUTRAL_FILE = "neutral-probes.json";

    /** What {@code samples} is of prompts that are this program's own sentences. */
    public static final String NEUTRAL = "neutral";

    public static final FileKind KIND = new FileKind("a record of probes", "version", 2);

    /** The most prompts of a file. */
    public static final int MOST = 16;

    /** The most logits of a prompt that are kept one by one. */
    public static final int LOGITS = 64;

    public Probes {
        probes = List.copyOf(probes);
    }

    /** Probes as this program writes them. */
    public Probes(
            String adapterSha256, String precision, String base, String device, String samples, List<Probe> probes) {
        this(KIND.version(), adapterSha256, precision, base, device, samples, probes);
    }

    /** Whether the base model's logits were recorded too, as they are since version 2. */
    public boolean withBase() {
        return !probes.isEmpty() && probes.stream().allMatch(probe -> probe.baseLogits() != null);
    }

    /**
     * Reads either file.
     *
     * @throws DasllmException if it is of a version that this program does not read, or is not as a training writes it
     */
    public static Probes read(Path file) {
        return KIND.read(file, Probes.class);
    }

    /** Writes it as one line; the file is either whole or as it was before. */
    public void write(Path file) {
        AtomicFile.writeString(file, Json.line(this) + "\n");
    }
}
