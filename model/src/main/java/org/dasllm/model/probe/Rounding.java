package org.dasllm.model.probe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probes;
import org.dasllm.tensor.Precision;

/**
 * What a model's weights were rounded to, where they are stored, kept by a device or trained beside, and how far that may move its
 * logits: a root mean square distance as a share of the logits' own root mean square (see {@link Agreement}).
 *
 * <p>Rounding to b binary digits moves a weight by up to 2^-b of it, each by its own, so that most of it averages out in a layer's sums; blocks
 * of few bits move all weights of a block by up to half a step of the block's largest. What is left after all layers was measured with honest
 * models on onednn by {@code bench.probe.ProbeDistances}: of 32 columns and 2 layers, of the demo's student, and of SmolLM2-135M. The
 * narrowest model averages least and is the worst in each type; the tolerance is about twice its distance, or a third more at 4 bits.
 *
 * <table>
 * <caption>Distances in per cent</caption>
 * <tr><th>type</th><th>32 columns</th><th>demo</th><th>SmolLM2</th><th>tolerance</th></tr>
 * <tr><td>FLOAT32</td><td>0.02</td><td>0.02</td><td>0.02</td><td>0.1: the record itself is rounded to binary16</td></tr>
 * <tr><td>FLOAT16</td><td>0.06</td><td>0.03</td><td>0.03</td><td>0.2</td></tr>
 * <tr><td>BFLOAT16</td><td>0.55</td><td>0.11</td><td>0.10</td><td>2: a device rounds what flows between layers too</td></tr>
 * <tr><td>Q8_0</td><td>1.7</td><td>0.6</td><td>0.5</td><td>4</td></tr>
 * <tr><td>Q4_0</td><td>23</td><td>8.4</td><td>5.7</td><td>30</td></tr>
 * <tr><td>NF4</td><td></td><td></td><td></td><td>30, as the other type of four bits; not measured</td></tr>
 * </table>
 */
public enum Rounding {
    FLOAT32("F32", 0x1p-10),
    FLOAT16("F16", 0x1p-9),
    BFLOAT16("BF16", 0.02),
    Q8_0("Q8_0", 0.04),
    Q4_0("Q4_0", 0.3),
    NF4("NF4", 0.3);

    private final String stored;
    private final double tolerance;

    Rounding(String stored, double tolerance) {
        this.stored = stored;
        this.tolerance = tolerance;
    }

    /** How far logits may be from the unrounded model's. */
    public double tolerance() {
        return tolerance;
    }

    /** As configurations and manifests spell it. */
    public String inWords() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of several, the one that moves logits most. */
    static Rounding coarsest(List<Rounding> roundings) {
        return roundings.stream()
                .max(Comparator.comparingDouble(Rounding::tolerance))
                .orElse(FLOAT32);
    }

    /**
     * What a training computed with.
     *
     * @throws DasllmException if the record names a rounding that this program does not know
     */
    static List<Rounding> ofTraining(Probes probes) {
        return Stream.of(probes.precision(), probes.base())
                .filter(name -> !name.equals("stored"))
                .map(name -> Arrays.stream(values())
                        .filter(rounding -> rounding.inWords().equals(name))
                        .findFirst()
                        .orElseThrow(() -> DasllmException.input(
                                "A record of probes says that the training computed in '" + name
                                        + "', which this program does not know",
                                "Restore the file or train again")))
                .toList();
    }

    /**
     * How weights are rounded in a file.
     *
     * @param type as safetensors, manifests of bundles and GGUF files name it, such as {@code BF16}
     * @throws DasllmException if no tolerance is known for that type
     */
    public static Rounding ofStored(String type) {
        return Arrays.stream(values())
                .filter(rounding -> rounding.stored.equals(type))
                .findFirst()
                .orElseThrow(() -> DasllmException.input(
                        "Weights of type " + type + " have no tolerance that probes could be compared with",
                        "Use a type that this version writes"));
    }

    /** How a device rounds weights. */
    public static Rounding of(Precision precision) {
        return valueOf(precision.name());
    }
}
