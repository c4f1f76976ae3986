package org.dasllm.dataset.decision;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.decision.HumanDecision.Action;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;

/** Does with rows what people decided. It is the first step, since a row's content hash is that of the sample as it was read. */
public final class ApplyDecisions implements RowStep {
    private static final long serialVersionUID = 1L;
    private static final Reason DROPPED = Reason.of("dropped-by-person", "a person decided that the row goes");

    private final HashMap<String, HumanDecision> decisions;

    /** @param decisions by the rows' content hashes */
    public ApplyDecisions(Map<String, HumanDecision> decisions) {
        this.decisions = new HashMap<>(decisions);
    }

    @Override
    public String name() {
        return "decisions";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(DROPPED);
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.noted(Candidate.DECIDED, "Rows kept or relabelled by a person's decision"));
    }

    @Override
    public Decision decide(Candidate candidate) {
        Sample sample = candidate.sample();
        HumanDecision decision = decisions.get(Sha256.ofString(Json.line(sample)));
        if (decision == null) {
            return candidate;
        }
        if (decision.action() == Action.DROP) {
            return new Rejection(DROPPED, decision.words());
        }
        Candidate decided = candidate.noting(Candidate.DECIDED, 1);
        if (decision.action() == Action.KEEP) {
            return decided.seeing(this, "kept " + decision.words());
        }
        Sample relabelled = new Sample(
                sample.id(),
                sample.group(),
                sample.split(),
                sample.prompt(),
                decision.label(),
                sample.gold() == null ? null : decision.label(),
                sample.attributes(),
                sample.source(),
                sample.tools(),
                null,
                LabelEvidence.ofPeople(List.of(decision.who())));
        return decided.withSample(relabelled).seeing(this, "relabelled " + decision.words());
    }
}
