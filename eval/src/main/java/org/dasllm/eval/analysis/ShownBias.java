package org.dasllm.eval.analysis;

import org.dasllm.eval.bias.BiasReport;
import org.jspecify.annotations.Nullable;

/** What is said of groups of people as the report shows it: an example's labels may be whole answers, with personal data in them. */
final class ShownBias {
    private static final int LONGEST = 400;

    private ShownBias() {}

    /** The same figures with examples without personal data; null where nothing is said. */
    static @Nullable BiasReport of(@Nullable BiasReport bias, Masks masks) {
        return bias == null ? null : whole(bias, masks);
    }

    /** The same of a panel. */
    static @Nullable PanelReport of(@Nullable PanelReport panel, Masks masks) {
        return panel == null
                ? null
                : new PanelReport(panel.sha256(), panel.questions(), panel.labelled(), whole(panel.bias(), masks));
    }

    private static BiasReport whole(BiasReport bias, Masks masks) {
        BiasReport.Counterfactuals pairs = bias.counterfactuals();
        if (pairs == null) {
            return bias;
        }
        return new BiasReport(
                bias.decision(),
                bias.favourable(),
                bias.attributes(),
                new BiasReport.Counterfactuals(
                        pairs.pair(),
                        pairs.variant(),
                        pairs.sets(),
                        pairs.incomplete(),
                        pairs.teacherFlips(),
                        pairs.studentFlips(),
                        pairs.change(),
                        pairs.variants(),
                        pairs.examples().stream()
                                .map(flip -> shown(flip, new ShownText(masks.next())))
                                .toList(),
                        pairs.teacherSilent(),
                        pairs.studentSilent()));
    }

    private static BiasReport.Flip shown(BiasReport.Flip flip, ShownText text) {
        return new BiasReport.Flip(text.of(flip.set(), LONGEST), text.of(flip.labels(), LONGEST));
    }
}
