package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a harvest of a teacher does beside the usual.
 *
 * @param asks false to make samples of what is in the journal, and ask for nothing
 * @param merged journals of other machines whose answers are taken over first
 * @param waits false to leave batches that are under way to a later run
 * @param submittedAgain names of batches whose requests are submitted again, though the vendor may have and bill them
 */
public record HarvestMode(boolean asks, List<Path> merged, boolean waits, Set<String> submittedAgain) {
    /** Asks for what is not in the journal. */
    public static final HarvestMode USUAL = new HarvestMode(true, List.of());

    public HarvestMode {
        merged = List.copyOf(merged);
        submittedAgain = Set.copyOf(submittedAgain);
    }

    /** With nothing particular about batches. */
    public HarvestMode(boolean asks, List<Path> merged) {
        this(asks, merged, true, Set.of());
    }

    /** The options of the command that ask for what is not usual, each with whether it is about batches. */
    public Map<String, Boolean> options() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        if (!asks) {
            given.put("--reparse", false);
        }
        if (!merged.isEmpty()) {
            given.put("--merge", false);
        }
        if (!waits) {
            given.put("--no-wait", true);
        }
        if (!submittedAgain.isEmpty()) {
            given.put("--submit-again", true);
        }
        return given;
    }

    /** Whether it does something that was not done by an earlier run of the same configuration. */
    public boolean isParticular() {
        return !asks || !merged.isEmpty() || !submittedAgain.isEmpty();
    }
}
