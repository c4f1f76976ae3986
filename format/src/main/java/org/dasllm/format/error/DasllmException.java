package org.dasllm.format.error;

import org.jspecify.annotations.Nullable;

/** A failure that a user can act on: what is wrong and where, and what to do, in one line. */
public final class DasllmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private DasllmException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message.replaceAll("\\s*\\R\\s*", " "), cause);
        this.exitCode = exitCode;
    }

    /**
     * Bad input: a file, a server, the machine.
     *
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do, a sentence without its full stop
     */
    public static DasllmException input(String what, String remedy) {
        return new DasllmException(ExitCode.INPUT, what + ". " + remedy + ".", null);
    }

    public static DasllmException input(String what, String remedy, Throwable cause) {
        return new DasllmException(ExitCode.INPUT, what + ". " + remedy + ".", cause);
    }

    /** A wrong command line or configuration. */
    public static DasllmException usage(String what, String remedy) {
        return new DasllmException(ExitCode.USAGE, what + ". " + remedy + ".", null);
    }

    /** Any other documented exit code. */
    public static DasllmException of(ExitCode exitCode, String what, String remedy) {
        return new DasllmException(exitCode, what + ". " + remedy + ".", null);
    }

    /** The same failure where it means something else, such as a file that the command line names. */
    public DasllmException withExitCode(ExitCode other) {
        return new DasllmException(other, String.valueOf(getMessage()), getCause());
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
