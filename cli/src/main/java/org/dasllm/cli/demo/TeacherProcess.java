package org.dasllm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dasllm.cli.installation.OwnProgram;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;

/** The demo's teacher: this program's own server with another model, in a process of its own on a free port. */
public final class TeacherProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final String baseUrl;

    private TeacherProcess(Process process, String baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    /**
     * Starts it and waits until it answers. It ends with {@link #close}, and with this process, however this one ends.
     *
     * @param folder where its log and its address are written
     */
    public static TeacherProcess start(Path model, String name, Path folder) {
        Path address = folder.resolve("teacher.address");
        Path log = folder.resolve("teacher.log");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(address);
            Process process = new ProcessBuilder(command(
                            model, name, address, ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end the teacher"));
            await(process, address, log);
            return new TeacherProcess(process, Files.readString(address).strip());
        } catch (IOException failure) {
            throw DasllmException.input("The teacher cannot be started: " + failure.getMessage(), "See " + log);
        }
    }

    static List<String> command(Path model, String name, Path address, long owner) {
        List<String> jvm = new ArrayList<>(OwnProgram.jvmOptions());
        jvm.add("-Xmx512m");
        List<String> arguments = new ArrayList<>(List.of("serve", model.toString(), "--port", "0"));
        arguments.addAll(List.of("--model-name", name, "--slots", "32"));
        arguments.addAll(List.of("--address-file", address.toString(), "--end-with", String.valueOf(owner)));
        return OwnProgram.command(jvm, arguments);
    }

    static void await(Process process, Path address, Path log) {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(address)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw DasllmException.of(ExitCode.FAULT, "The teacher did not start", "See " + log);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
                throw DasllmException.of(ExitCode.FAULT, "The start of the teacher was interrupted", "Run again");
            }
        }
    }

    /** Such as {@code http://127.0.0.1:41234/v1}. */
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
