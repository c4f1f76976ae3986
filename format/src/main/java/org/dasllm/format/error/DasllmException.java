package org.dasllm.format.error;

import org.jspecify.annotations.Nullable;

/** A failure that a user can act on: what is wrong and where, and what to do, in one line. */
public class DasllmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private DasllmException(ExitCode exitCode, @Nullable Throwable cause, String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "), cause);
        this.exitCode = exitCode;
    }

    /**
     * For a failure that some code has to tell apart from others.
     *
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do, a sentence without its full stop
     */
    protected DasllmException(ExitCode exitCode, String what, String remedy) {
        this(exitCode, (Throwable) null, what + ". " + remedy + ".");
    }

    /**
     * Bad input: a file, a server, the machine.
     *
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do, a sentence without its full stop
     */
    public static DasllmException input(String what, String remedy) {
        return new DasllmException(ExitCode.INPUT, (Throwable) null, what + ". " + remedy + ".");
    }

    public static DasllmException input(String what, String remedy, Throwable cause) {
        return new DasllmException(ExitCode.INPUT, cause, what + ". " + remedy + ".");
    }

    /** A wrong command line or configuration. */
    public static DasllmException usage(String what, String remedy) {
        return new DasllmException(ExitCode.USAGE, (Throwable) null, what + ". " + remedy + ".");
    }

    /** Any other documented exit code. */
    public static DasllmException of(ExitCode exitCode, String what, String remedy) {
        return new DasllmException(exitCode, (Throwable) null, what + ". " + remedy + ".");
    }

    /** The same failure where it means something else, such as a file that the command line names. */
    public DasllmException withExitCode(ExitCode other) {
        return new DasllmException(other, getCause(), String.valueOf(getMessage()));
    }

    /** The same failure with the place before it, such as a key, that what refused did not know. */
    public DasllmException at(String where) {
        return new DasllmException(exitCode, getCause(), where + ": " + getMessage());
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
