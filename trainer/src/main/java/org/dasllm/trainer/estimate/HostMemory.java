package org.dasllm.trainer.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of this process and of the machine or container it runs in, as Linux tells it.
 *
 * @param root where proc and sys are mounted; {@code /} but in tests
 */
public record HostMemory(Path root) {
    private static final long KIB = 1024;
    private static final String CGROUP = "sys/fs/cgroup";

    /** This machine's. */
    public static HostMemory here() {
        return new HostMemory(Path.of("/"));
    }

    /** Bytes of this process that are in memory and are no copy of a file; empty where the system does not tell. */
    public OptionalLong resident() {
        return kibibytes(text("proc/self/status"), "RssAnon");
    }

    /** Bytes that could be had without swapping, within the container's limit; empty where the system does not tell. */
    public OptionalLong available() {
        OptionalLong machine = kibibytes(text("proc/meminfo"), "MemAvailable");
        OptionalLong container = container();
        return machine.isPresent() && container.isPresent()
                ? OptionalLong.of(Math.min(machine.getAsLong(), container.getAsLong()))
                : machine.isPresent() ? machine : container;
    }

    /** What the limits of our control group (version 2) and of those around it leave; files in memory can be dropped. */
    private OptionalLong container() {
        OptionalLong least = OptionalLong.empty();
        Matcher own = Pattern.compile("(?m)^0::/(.*)$").matcher(text("proc/self/cgroup"));
        String group = own.find() ? own.group(1) : "";
        while (true) {
            String folder = group.isEmpty() ? CGROUP : CGROUP + "/" + group;
            OptionalLong limit = number(text(folder + "/memory.max"));
            OptionalLong current = number(text(folder + "/memory.current"));
            if (limit.isPresent() && current.isPresent()) {
                long files = labelled(text(folder + "/memory.stat"), "inactive_file");
                long left = Math.max(0, limit.getAsLong() - current.getAsLong() + files);
                least = OptionalLong.of(least.isPresent() ? Math.min(least.getAsLong(), left) : left);
            }
            if (group.isEmpty()) {
                return least;
            }
            group = group.contains("/") ? group.substring(0, group.lastIndexOf('/')) : "";
        }
    }

    private String text(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException absent) {
            return "";
        }
    }

    private static OptionalLong kibibytes(String lines, String label) {
        Matcher matcher = Pattern.compile("(?m)^" + label + ":\\s+(\\d+) kB").matcher(lines);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) * KIB) : OptionalLong.empty();
    }

    private static OptionalLong number(String text) {
        return text.strip().matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text.strip())) : OptionalLong.empty();
    }

    private static long labelled(String lines, String label) {
        Matcher matcher = Pattern.compile("(?m)^" + label + " (\\d{1,18})$").matcher(lines);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
