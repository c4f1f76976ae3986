package org.dasllm.eval.curve;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Sample;

/**
 * Parts of a training set, each within the next larger one. Samples come in the order of the hashes of their groups and then of their ids, so
 * that the parts depend on nothing but the samples, and a group is not torn apart but at a part's end.
 */
public final class NestedSubsets {
    private static final String PURPOSE = "learning curve:";

    private final List<Sample> ordered;

    /** @param salt another one gives other parts */
    public NestedSubsets(List<Sample> samples, String salt) {
        Map<String, String> hashes = new HashMap<>();
        samples.forEach(sample -> {
            hashes.computeIfAbsent("group:" + sample.group(), key -> Sha256.ofString(PURPOSE + salt + key));
            hashes.computeIfAbsent("id:" + sample.id(), key -> Sha256.ofString(PURPOSE + salt + key));
        });
        this.ordered = samples.stream()
                .sorted(Comparator.comparing((Sample sample) -> hashes.getOrDefault("group:" + sample.group(), ""))
                        .thenComparing(sample -> hashes.getOrDefault("id:" + sample.id(), "")))
                .toList();
    }

    /** How many samples a share of them is: at least one. */
    public int size(double share) {
        return Math.max(1, (int) Math.round(share * ordered.size()));
    }

    /** The first samples, as many as the share says. */
    public List<Sample> of(double share) {
        return ordered.subList(0, size(share));
    }

    /** What is left when the first samples are taken away, without those of a group that was begun. */
    public List<Sample> without(double share) {
        String last = ordered.get(size(share) - 1).group();
        return ordered.subList(size(share), ordered.size()).stream()
                .filter(sample -> !sample.group().equals(last))
                .toList();
    }
}
