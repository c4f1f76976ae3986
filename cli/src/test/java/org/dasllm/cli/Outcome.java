package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command line did: its exit code, and what it printed to standard output and standard error. */
record Outcome(int exitCode, List<String> out, List<String> errors) {

    /** Runs the command line in this process. */
    static Outcome of(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int exitCode = Main.run(arguments);
            return new Outcome(exitCode, lines(told), lines(complained));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The one line of complaint; lines of progress, which are indented, may be beside it. */
    String error() {
        List<String> complaints =
                errors.stream().filter(line -> !line.startsWith("  ")).toList();
        assertThat(complaints).as("what is not progress").hasSize(1);
        assertThat(complaints.get(0)).startsWith("dasllm: ").doesNotContain("java.");
        return complaints.get(0);
    }

    private static List<String> lines(ByteArrayOutputStream written) {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
