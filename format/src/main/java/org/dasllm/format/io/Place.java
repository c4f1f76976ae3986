package org.dasllm.format.io;

import java.nio.file.Path;

/** A path as a message names it when nothing is there: a relative one with the place it was looked for at. */
public final class Place {
    private Place() {}

    /** Such as {@code base (looked for at /home/a/base; relative paths count from the folder where the command is started)}. */
    public static String of(Path path) {
        return path.isAbsolute()
                ? path.toString()
                : path + " (looked for at " + path.toAbsolutePath().normalize()
                        + "; relative paths count from the folder where the command is started)";
    }
}
