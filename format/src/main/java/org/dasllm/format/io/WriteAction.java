package org.dasllm.format.io;

import java.io.IOException;

/** Writes something to {@code target}, and may fail as files do. */
@FunctionalInterface
public interface WriteAction<T> {
    void write(T target) throws IOException;
}
