package org.dasllm.privacy.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.Overlaps;

/** Which detectors mask. Holds no text; may be used by many threads at once. */
public final class Masking {
    private final List<Detector> detectors;
    private final PlaceholderSyntax syntax;

    /** Detectors in order: of two findings of one length and place, the earlier detector's counts. */
    public Masking(List<Detector> detectors) {
        this.detectors = List.copyOf(detectors);
        Set<String> kinds = new TreeSet<>();
        this.detectors.forEach(detector -> kinds.addAll(detector.kinds()));
        this.syntax = new PlaceholderSyntax(kinds);
    }

    /** Names and versions, such as {@code email 1}, in order: what a manifest needs to tell two maskings apart. */
    public List<String> detectors() {
        return detectors.stream().map(d -> d.name() + " " + d.version()).toList();
    }

    /** Empty placeholders for one sample: its prompt, all its messages and its answer. */
    public Placeholders sample() {
        return new Placeholders(this, syntax);
    }

    /** What is masked in a text, in its order, without overlaps; texts that look like placeholders are among it. */
    List<Finding> find(String text) {
        List<Finding> findings = new ArrayList<>();
        for (Detector detector : detectors) {
            for (Finding finding : detector.find(text)) {
                if (!detector.kinds().contains(finding.kind()) || finding.end() > text.length()) {
                    throw new IllegalStateException(detector.name() + " gave " + finding);
                }
                findings.add(finding);
            }
        }
        findings.addAll(syntax.literals(text));
        return JsonText.widenToNumbers(text, Overlaps.resolve(findings));
    }
}
