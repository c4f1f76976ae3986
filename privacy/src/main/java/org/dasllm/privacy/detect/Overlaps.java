package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Chooses among findings that overlap: the longest first, then the one that begins first, then the one given first. */
public final class Overlaps {
    private Overlaps() {}

    /** Those that stay, in the order of the text. None overlaps another. */
    public static List<Finding> resolve(Collection<Finding> findings) {
        List<Finding> byRank = new ArrayList<>(findings);
        byRank.sort(Comparator.comparingInt(Finding::length).reversed().thenComparingInt(Finding::begin));
        TreeMap<Integer, Finding> kept = new TreeMap<>();
        for (Finding candidate : byRank) {
            var before = kept.lowerEntry(candidate.end());
            if (before == null || !before.getValue().overlaps(candidate)) {
                kept.put(candidate.begin(), candidate);
            }
        }
        return List.copyOf(kept.values());
    }
}
