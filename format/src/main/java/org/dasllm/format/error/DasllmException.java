package org.dasllm.format.error;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A failure that a user can act on: what is wrong and where, and what to do, in one line. */
public class DasllmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Control characters, and those that change the direction of writing. */
    private static final Pattern STEERING =
            Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private final ExitCode exitCode;
    private final String what;
    private final String remedy;

    private DasllmException(ExitCode exitCode, @Nullable Throwable cause, String what, String remedy) {
        super(line(what) + ". " + line(remedy) + ".", cause);
        this.exitCode = exitCode;
        this.what = line(what);
        this.remedy = line(remedy);
    }

    /** One line, without characters that steer a terminal: names and texts out of files may have been made to deceive. */
    private static String line(String text) {
        return STEERING.matcher(text.replaceAll("\\s*\\R\\s*", " ").replace('\t', ' '))
                .replaceAll("?");
    }

    /**
     * For a failure that some code has to tell apart from others.
     *
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do, a sentence without its full stop
     */
    protected DasllmException(ExitCode exitCode, String what, String remedy) {
        this(exitCode, (Throwable) null, what, remedy);
    }

    /**
     * Bad input: a file, a server, the machine.
     *
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do, a sentence without its full stop
     */
    public static DasllmException input(String what, String remedy) {
        return new DasllmException(ExitCode.INPUT, (Throwable) null, what, remedy);
    }

    public static DasllmException input(String what, String remedy, Throwable cause) {
        return new DasllmException(ExitCode.INPUT, cause, what, remedy);
    }

    /** A wrong command line or configuration. */
    public static DasllmException usage(String what, String remedy) {
        return new DasllmException(ExitCode.USAGE, (Throwable) null, what, remedy);
    }

    /** Any other documented exit code. */
    public static DasllmException of(ExitCode exitCode, String what, String remedy) {
        return new DasllmException(exitCode, (Throwable) null, what, remedy);
    }

    /** The same failure where it means something else, such as a file that the command line names. */
    public DasllmException withExitCode(ExitCode other) {
        return new DasllmException(other, getCause(), what, remedy);
    }

    /** The same failure with the place before it, such as a key, that what refused did not know. */
    public DasllmException at(String where) {
        return new DasllmException(exitCode, getCause(), where + ": " + what, remedy);
    }

    /** What is wrong and where, a sentence without its full stop, for a message that has a remedy of its own. */
    public String what() {
        return what;
    }

    /** What to do, a sentence without its full stop, for a message that says more of what is wrong. */
    public String remedy() {
        return remedy;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
