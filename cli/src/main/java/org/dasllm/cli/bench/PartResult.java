package org.dasllm.cli.bench;

import java.util.List;

/**
 * What a process found.
 *
 * @param device the device's own description; empty where none was opened
 */
record PartResult(String device, List<MachineLimit> limits, List<Figure> figures) {
    static PartResult of(String device, List<Figure> figures) {
        return new PartResult(device, List.of(), figures);
    }
}
