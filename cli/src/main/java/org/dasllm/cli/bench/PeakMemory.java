package org.dasllm.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that this process has held so far. */
final class PeakMemory {
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
    private static final double KIB_IN_GIGABYTES = 1024 / 1e9;

    private PeakMemory() {}

    /** 10⁹ bytes, pages of mapped files among them; empty where the system does not tell. */
    static OptionalDouble gigabytes() {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/self/status")));
            return peak.find()
                    ? OptionalDouble.of(Long.parseLong(peak.group(1)) * KIB_IN_GIGABYTES)
                    : OptionalDouble.empty();
        } catch (IOException absent) {
            return OptionalDouble.empty();
        }
    }
}
