package org.dasllm.format.io;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** A file that cannot be read as text: what it is instead, and what to do. */
public final class NotTextException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient UnaryOperator<String> remedy;

    /**
     * @param what follows the file's name
     * @param remedy made from the file's name
     */
    public NotTextException(String what, UnaryOperator<String> remedy) {
        super(what);
        this.remedy = remedy;
    }

    static NotTextException tooLarge(long most) {
        return new NotTextException(
                " is larger than the " + (most >> 20) + " MiB that are read as a whole", file -> "Name another file");
    }

    static NotTextException lineTooLong(long line, int most) {
        return new NotTextException(
                ", line " + line + " is longer than " + (most >> 20) + " million characters",
                file -> "Check that it is the right file, and that it holds one row a line");
    }

    static NotTextException nul(long line) {
        return new NotTextException(
                ", line " + line + " holds a NUL byte, which no text does: the file is damaged or not a text file",
                file -> "Make the file again");
    }

    /** Another encoding than the one it was read in. */
    static NotTextException encoding(String what, String encoding) {
        return new NotTextException(
                what,
                file -> "Run iconv -f " + encoding + " -t UTF-8 " + ShellName.of(file) + " > "
                        + ShellName.of(ShellName.beside(file, "utf8")) + " and name the new file");
    }

    String remedy(String file) {
        return remedy.apply(file);
    }
}
