package org.dasllm.dataset.curate;

import java.io.Serializable;
import java.util.function.Consumer;

/** What a task makes of the lines of an input, one after the other. */
interface LineUse<T> {
    /**
     * A line of a file.
     *
     * @param source the number of its file, see {@link InputLines#names}
     * @param line its bytes; perhaps a blank one
     * @param made is given what comes of it
     */
    void line(int source, byte[] line, Consumer<T> made);

    /** A row of a table, in the same way. */
    void row(int source, TableLine row, Consumer<T> made);

    /** All lines of the task were read. */
    default void end(Consumer<T> made) {}

    /** Makes one for each task. */
    interface Maker<T> extends Serializable {
        LineUse<T> make();
    }
}
