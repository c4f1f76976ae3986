package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.jspecify.annotations.Nullable;

/** One step of a run: what it depends on, what it leaves, and how it is done. */
interface Stage {
    /** As in the manifest, such as {@code curate}. */
    String name();

    /** Everything of the configuration that decides the outcome; hashed. */
    Object configuration();

    /** Files and folders it reads, by a name each. */
    Map<String, Path> inputs();

    /** Files and folders it leaves, by a name each. */
    Map<String, Path> outputs();

    /** The seed of its random numbers; null where it draws none. */
    default @Nullable Long seed() {
        return null;
    }

    /** Whether it is run even if nothing that it depends on has changed. */
    default boolean isAskedFor() {
        return false;
    }

    /**
     * Refuses what {@link #run} would refuse before its work, as far as that can be known now, and changes nothing.
     *
     * @param settled whether a file or folder is there and will be the same when the stage's turn comes
     * @throws DasllmException as {@link #run} would
     */
    default void check(Predicate<Path> settled) {}

    /**
     * Does the work, or what is left of it after a kill.
     *
     * @return facts worth a line and a place in the manifest, in the order in which they are reported
     */
    Map<String, String> run(Progress progress);
}
