package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads Parquet, whose libraries come with Spark and not with the harvest. It is found by {@link java.util.ServiceLoader}. */
public interface TableReader {
    /**
     * Hands over every row, in order, as the text of a JSON object with the columns' names as keys.
     *
     * @throws org.dasllm.format.error.DasllmException if the file cannot be read
     */
    void read(Path parquet, Consumer<String> each);
}
