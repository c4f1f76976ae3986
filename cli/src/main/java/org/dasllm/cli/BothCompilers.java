package org.dasllm.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * The launcher starts {@code curate} with HotSpot's first compiler alone: most curations are small, and end before the second one, which takes
 * more of the processor than all work on rows does, has earned its time. A large one is run again from here, in a JVM with both.
 */
final class BothCompilers {
    /** With this many bytes of samples, some 25,000 messages, the two ways take about as long. */
    private static final long SMALL = 16L << 20;

    private static final String FIRST_ONLY = "-XX:TieredStopAtLevel=1";

    /** Beside the flag where the launcher chose it, and not the user. */
    private static final String CHOSEN = "-Ddasllm.first-compiler=true";

    private BothCompilers() {}

    /** Whether this JVM was started for less than these bytes. */
    static boolean missing(long bytes) {
        return bytes > SMALL && jvmArguments().contains(CHOSEN);
    }

    /** Runs this program with these arguments, with this one's input and output, and returns its exit code. */
    static int run(List<String> arguments) {
        try {
            Process process = new ProcessBuilder(command(jvmArguments(), arguments))
                    .inheritIO()
                    .start();
            Thread end = new Thread(process::destroy, "end the curation");
            Runtime.getRuntime().addShutdownHook(end);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return exit;
        } catch (IOException failure) {
            throw DasllmException.input(
                    "A JVM for this many samples cannot be started (" + failure.getMessage() + ")",
                    "Set DASLLM_JAVA_OPTIONS=-XX:TieredStopAtLevel=4 and run it again",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a curation ran", interrupted);
        }
    }

    static List<String> command(List<String> jvmArguments, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmArguments);
        command.remove(CHOSEN);
        // The launcher's stands before the user's own options.
        command.remove(FIRST_ONLY);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private static List<String> jvmArguments() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}
