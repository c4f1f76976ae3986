package org.dasllm.dataset.row;

import java.util.List;
import java.util.Objects;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.Split;

/**
 * Outside the test set the answer that is learnt is the one that people gave, where they gave one (the sample's evidence names them). In the
 * test set the teacher's answer stays beside it, since the teacher is judged by it too. An answer that is replaced loses its tokens, which are
 * those of what the teacher wrote.
 */
public record LearnPeoplesLabels() implements RowStep {
    private static final String LABELLED = "labelled-by-people";

    @Override
    public String name() {
        return "peoples-labels";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.noted(LABELLED, "Rows kept whose right answer people gave at the harvest"));
    }

    @Override
    public Decision decide(Candidate candidate) {
        Sample sample = candidate.sample();
        if (sample.gold() == null
                || sample.evidence() == null
                || sample.evidence().annotators().isEmpty()) {
            return candidate;
        }
        Candidate labelled = candidate.noting(LABELLED, 1);
        if (Split.TEST.is(sample.split()) || Objects.equals(sample.completion(), sample.gold())) {
            return labelled;
        }
        Sample learnt = new Sample(
                sample.id(),
                sample.group(),
                sample.split(),
                sample.prompt(),
                sample.gold(),
                sample.gold(),
                sample.attributes(),
                sample.source(),
                sample.tools(),
                null,
                sample.evidence());
        return labelled.withSample(learnt).seeing(this, "learnt as people answer it");
    }
}
