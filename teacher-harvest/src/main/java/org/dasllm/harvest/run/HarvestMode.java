package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.List;

/**
 * What a harvest of a teacher does beside the usual.
 *
 * @param asks false to make samples of what is in the journal, and ask for nothing
 * @param merged journals of other machines whose answers are taken over first
 */
public record HarvestMode(boolean asks, List<Path> merged) {
    /** Asks for what is not in the journal. */
    public static final HarvestMode USUAL = new HarvestMode(true, List.of());

    public HarvestMode {
        merged = List.copyOf(merged);
    }
}
