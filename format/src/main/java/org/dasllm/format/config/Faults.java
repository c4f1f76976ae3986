package org.dasllm.format.config;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * What a configuration record finds wrong with its own values: the one way in which such a record refuses. A record's
 * constructor collects all of it and refuses at the end, so that a user reads everything at once:
 *
 * <pre>{@code
 * new Faults()
 *         .unless(epochs > 0, "epochs", "is above 0, not " + epochs)
 *         .unless(first <= last, "first is at most last")
 *         .refuse();
 * }</pre>
 */
public final class Faults {
    private final List<Fault> found = new ArrayList<>();

    /**
     * One thing that is wrong.
     *
     * @param key the key it is about, in snake_case; empty where it is about several
     * @param what a clause; after a key it begins with a verb, such as {@code is above 0, not -1}
     */
    public record Fault(String key, String what) {
        @Override
        public String toString() {
            return key.isEmpty() ? what : "'" + key + "' " + what;
        }
    }

    /** Notes what is wrong with one key unless {@code holds}. */
    public Faults unless(boolean holds, String key, String what) {
        if (!holds) {
            found.add(new Fault(key, what));
        }
        return this;
    }

    /** Notes what is wrong with several keys together unless {@code holds}. */
    public Faults unless(boolean holds, String what) {
        return unless(holds, "", what);
    }

    /** Notes what another part refuses, which knows nothing of keys. */
    public Faults unlessRefused(Runnable part) {
        return refused(part, "", "");
    }

    /** As above, where it is known which key the refusal is about. */
    public Faults unlessRefused(String key, Runnable part) {
        return refused(part, key, "cannot be used: ");
    }

    private Faults refused(Runnable part, String key, String introduction) {
        try {
            part.run();
        } catch (DasllmException refused) {
            String what = String.valueOf(refused.getMessage()).replaceAll("\\.$", "");
            found.add(new Fault(key, introduction + what));
        }
        return this;
    }

    /**
     * Ends the check.
     *
     * @throws InvalidConfiguration if anything was noted
     */
    public void refuse() {
        if (!found.isEmpty()) {
            throw new InvalidConfiguration(found);
        }
    }
}
