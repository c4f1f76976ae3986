package org.dasllm.onednn.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;

/**
 * What a measurement is true of: the processor, and the code that runs on it.
 *
 * @param line both in one line
 */
record Machine(String line) {
    /** What Linux says of every core; the name alone is on a virtual machine often that of a whole family. */
    private static final List<String> MODEL = List.of("model name", "cpu family", "model", "stepping");

    static Machine current() {
        return new Machine(String.join(
                "; ",
                processor(),
                "oneDNN " + OneDnnLibrary.version(),
                OneDnnLibrary.instructionSet(),
                NativeKernels.description() + " " + Long.toHexString(NativeKernels.checksum())));
    }

    private static String processor() {
        Path cores = Path.of("/proc/cpuinfo");
        try {
            return Files.isReadable(cores) ? model(Files.readAllLines(cores)) : System.getProperty("os.arch", "");
        } catch (IOException unreadable) {
            return System.getProperty("os.arch", "");
        }
    }

    /** The model of the first core. */
    static String model(List<String> cpuinfo) {
        Map<String, String> first = new TreeMap<>();
        for (String line : cpuinfo) {
            String[] parts = line.split(":", 2);
            if (parts.length == 2) {
                first.putIfAbsent(parts[0].strip(), parts[1].strip());
            }
        }
        return String.join(
                ", ",
                MODEL.stream()
                        .filter(first::containsKey)
                        .map(key -> key.equals("model name") ? first.get(key) : key + " " + first.get(key))
                        .toList());
    }

    /** The name of the file that a measurement is kept in. */
    String fileName() {
        CRC32 hash = new CRC32();
        hash.update(line.getBytes(UTF_8));
        return String.format("products-%08x.properties", hash.getValue());
    }
}
