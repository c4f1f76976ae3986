package org.dasllm.cli.bench;

import java.util.List;
import org.dasllm.format.manifest.Machine;

/**
 * All that was measured.
 *
 * @param version of this program
 * @param processor as the system calls it
 * @param load runnable processes a minute ago, on average, as the system tells before anything is measured; below 0 where
 *     it does not
 * @param device as it describes itself
 * @param model the folder's or the shape's name
 * @param matrices values of the matrices that are multiplied, the head's among them
 * @param adapters values of the adapters that learn
 * @param precision the device's
 * @param threads that it uses
 * @param repeats samples of a figure
 */
public record BenchReport(
        String version,
        Machine machine,
        String processor,
        double load,
        String device,
        String model,
        long matrices,
        long adapters,
        String precision,
        int threads,
        int repeats,
        List<MachineLimit> limits,
        List<Figure> figures) {
    public BenchReport {
        limits = List.copyOf(limits);
        figures = List.copyOf(figures);
    }
}
