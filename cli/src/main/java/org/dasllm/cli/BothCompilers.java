package org.dasllm.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.cli.installation.OwnProgram;
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
        return bytes > SMALL && OwnProgram.jvmOptions().contains(CHOSEN);
    }

    /** Runs this program with these arguments, with this one's input and output, and returns its exit code. */
    static int run(List<String> arguments) {
        try {
            Process process = new ProcessBuilder(command(OwnProgram.jvmOptions(), arguments))
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
        List<String> jvm = new ArrayList<>(jvmArguments);
        jvm.remove(CHOSEN);
        // The launcher's stands before the user's own options.
        jvm.remove(FIRST_ONLY);
        return OwnProgram.command(jvm, arguments);
    }
}
