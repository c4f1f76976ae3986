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
 * What a model's weights were rounded to, where they are stored, kept by a device or trained beside.
 *
 * <p>The tolerance of each is a root mean square distance of logits as a share of their root mean square.
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
