package org.dasllm.engine.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.config.Faults;

/**
 * A file of keys as a whole.
 *
 * @param keys all keys; no two have the same name, or are the same
 */
public record KeyList(List<KeyEntry> keys) {
    public KeyList {
        keys = List.copyOf(keys);
        Faults faults = new Faults();
        Set<String> names = new HashSet<>();
        Set<String> digests = new HashSet<>();
        for (KeyEntry key : keys) {
            faults.unless(names.add(key.name()), "keys", "has two keys of the name " + key.name());
            faults.unless(digests.add(key.sha256()), "keys", "has the key of " + key.name() + " twice");
        }
        faults.unless(!keys.isEmpty(), "keys", "has no key, so that nobody could ask")
                .refuse();
    }
}
