package org.dasllm.dataset.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.Contamination;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Split;

/**
 * Drops rows outside the test set that hold a text of an evaluation, in the prompt as a whole, in a message or in the answer: so many of
 * its runs of three words, or, of a short text, all of it and nothing else. Splits are assigned by now.
 */
public final class FindContamination implements RowStep {
    private static final long serialVersionUID = 1L;
    private static final Reason CONTAMINATED =
            Reason.leak("contaminated", "the row holds a text of an evaluation that must not be learnt");

    private final EvaluationIndex index;

    /** @throws org.dasllm.format.error.DasllmException if a file of texts cannot be used */
    public FindContamination(Contamination config) {
        index = new EvaluationIndex(config.share(), config.shortWords());
        config.against().forEach(file -> EvaluationTexts.read(file).forEach(index::add));
    }

    @Override
    public String name() {
        return "contamination";
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(CONTAMINATED);
    }

    @Override
    public Decision decide(Candidate candidate) {
        if (Split.TEST.is(candidate.sample().split())) {
            return candidate;
        }
        for (String text : texts(candidate)) {
            Optional<String> found = index.find(text);
            if (found.isPresent()) {
                return new Rejection(CONTAMINATED, found.get());
            }
        }
        return candidate;
    }

    private static List<String> texts(Candidate candidate) {
        List<Message> prompt = candidate.sample().prompt();
        List<String> texts = new ArrayList<>(List.of(PromptText.of(prompt)));
        if (prompt.stream().filter(message -> !message.fromSystem()).count() > 1) {
            prompt.stream()
                    .filter(message -> !message.fromSystem())
                    .map(Message::content)
                    .forEach(texts::add);
        }
        String completion = candidate.sample().completion();
        if (completion != null) {
            texts.add(completion);
        }
        return texts;
    }
}
