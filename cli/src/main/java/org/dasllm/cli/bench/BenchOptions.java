package org.dasllm.cli.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Precision;

/**
 * What is measured, and with what.
 *
 * @param shape the model's; where a folder is named that has a model, its own
 * @param model a folder with a model, or one to be made and kept; empty for a temporary one
 * @param parts what to measure
 * @param device {@code auto}, or a device's name
 * @param precision empty for bfloat16 where the device has it, else float32
 * @param threads 0 for all cores
 * @param repeats samples of every figure
 * @param keptLayers layers whose activations are kept in training; empty for all
 */
public record BenchOptions(
        BenchShape shape,
        Optional<Path> model,
        Set<BenchPart> parts,
        String device,
        Optional<Precision> precision,
        int threads,
        int repeats,
        OptionalInt keptLayers) {
    public BenchOptions {
        parts = Set.copyOf(parts);
        if (threads < 0) {
            throw DasllmException.usage("--threads is " + threads, "Set it to 0 or more");
        }
        if (repeats < 1) {
            throw DasllmException.usage("--repeats is " + repeats, "Set it to 1 or more");
        }
        if (keptLayers.isPresent() && keptLayers.getAsInt() < 0) {
            throw DasllmException.usage("--kept-layers is " + keptLayers.getAsInt(), "Set it to 0 or more");
        }
    }
}
