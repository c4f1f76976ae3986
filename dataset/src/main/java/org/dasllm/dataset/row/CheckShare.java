package org.dasllm.dataset.row;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.Split;

/**
 * Drops rows of the training and validation set whose label too few of the answers gave that were voted on. Rows without a vote stay, and
 * those whose label is people's. The test set keeps all of its rows: without those that teachers find hard it would be too easy.
 *
 * @param least share of the answers, above 0 and at most 1
 */
public record CheckShare(double least) implements RowStep {
    private static final Reason UNSURE =
            Reason.of("unsure-label", "fewer of the answers that were voted on agree with the label than is asked for");

    @Override
    public String name() {
        return "label-share";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(UNSURE);
    }

    @Override
    public boolean peopleMayOverrule() {
        return true;
    }

    @Override
    public Decision decide(Candidate candidate) {
        Sample sample = candidate.sample();
        LabelEvidence evidence = sample.evidence();
        if (evidence == null
                || Split.TEST.is(sample.split())
                || !evidence.annotators().isEmpty()) {
            return candidate;
        }
        OptionalDouble share = evidence.share();
        return share.isEmpty() || share.getAsDouble() >= least - 1e-9
                ? candidate
                : new Rejection(
                        UNSURE,
                        String.format(
                                Locale.ROOT,
                                "%d of %d answers, a share of %.2f; least %.2f",
                                evidence.agreeing(),
                                evidence.answers(),
                                share.getAsDouble(),
                                least));
    }
}
