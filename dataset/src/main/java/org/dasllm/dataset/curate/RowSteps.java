package org.dasllm.dataset.curate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;

/**
 * Row steps side by side: a candidate goes through them until one drops it.
 *
 * @param steps perhaps none
 */
record RowSteps(List<RowStep> steps) implements Serializable {
    RowSteps {
        steps = List.copyOf(steps);
    }

    /** Those from a place in a list up to the first step of another kind. */
    static RowSteps from(List<CurationStep> all, int place) {
        List<RowStep> steps = new ArrayList<>();
        for (CurationStep step : all.subList(place, all.size())) {
            if (!(step instanceof RowStep rowStep)) {
                break;
            }
            steps.add(rowStep);
        }
        return new RowSteps(steps);
    }

    int count() {
        return steps.size();
    }

    Fate decide(Candidate read) {
        Candidate candidate = read;
        for (RowStep step : steps) {
            Decision decision = step.decide(candidate);
            if (decision instanceof Rejection rejection) {
                if (!step.peopleMayOverrule() || !candidate.noted().containsKey(Candidate.DECIDED)) {
                    return new Fate(candidate, rejection);
                }
                candidate = candidate.seeing(
                        step, "kept by a person, though " + rejection.reason().meaning());
            } else {
                candidate = (Candidate) decision;
            }
        }
        return new Fate(candidate, null);
    }
}
