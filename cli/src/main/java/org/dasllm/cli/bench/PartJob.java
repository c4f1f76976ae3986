package org.dasllm.cli.bench;

import java.nio.file.Path;
import org.dasllm.tensor.Precision;

/**
 * What one process is to measure. Every part has a process of its own: its memory is its own, and its first step is one
 * from cold.
 *
 * @param part which
 * @param model a checkpoint in the Hugging Face layout
 * @param device {@code auto}, or a device's name
 * @param precision of the device
 * @param threads 0 for all cores
 * @param repeats samples of every figure
 * @param keptLayers layers whose activations are kept in training; the others are computed twice
 */
public record PartJob(
        Part part, Path model, String device, Precision precision, int threads, int repeats, int keptLayers) {

    /** Work that has a process of its own. */
    enum Part {
        LIMITS,
        TRAINING,
        PREFILL,
        DECODE,
        FIRST_TOKEN,
        READ_WEIGHTS,
        EXPORT
    }

    int cores() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    PartJob with(Part other) {
        return new PartJob(other, model, device, precision, threads, repeats, keptLayers);
    }
}
