package org.dasllm.cli.installation;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** This program, to be started once more in a process of its own. */
public final class OwnProgram {
    private static final String MAIN = "org.dasllm.cli.Main";

    private OwnProgram() {}

    /** The options of this process's JVM. */
    public static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /**
     * The command line that starts it, by this process's Java and with its class path.
     *
     * @param jvmOptions such as {@link #jvmOptions}
     * @param arguments of the program
     */
    public static List<String> command(List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        return command;
    }
}
