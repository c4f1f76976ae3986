package org.dasllm.engine.schedule;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.model.generate.NextToken;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.generate.TextStream;
import org.dasllm.model.generate.TokenConstraint;
import org.jspecify.annotations.Nullable;

/** One of the answers of a job: what takes a slot. */
final class JobAnswer {
    private final Job job;
    private final int choice;
    private final GenerationRequest request;
    private final TextStream text;
    private final Optional<TokenConstraint> constraint;
    private final Sampler sampler;
    private final @Nullable ProbabilitySampler probabilities;
    private int tokens;

    JobAnswer(Job job, int choice, GenerationRequest request, Function<int[], String> decode) {
        this.job = job;
        this.choice = choice;
        this.request = request;
        this.text = new TextStream(
                request.decode().orElse(decode), request.options().stop());
        this.constraint = request.constraint().map(Supplier::get);
        Sampler plain = Sampler.of(request.options(), choice, request.prompt(), constraint);
        this.probabilities = request.alternatives().isPresent()
                ? new ProbabilitySampler(plain, request.alternatives().getAsInt())
                : null;
        this.sampler = probabilities == null ? plain : probabilities;
    }

    Job job() {
        return job;
    }

    GenerationRequest request() {
        return request;
    }

    Sampler sampler() {
        return sampler;
    }

    /** Takes a token; returns whether the answer has ended with it. */
    boolean take(NextToken token) {
        tokens++;
        job.observer().generated(1);
        if (!constraint.map(TokenConstraint::stoppable).orElse(true)) {
            text.ignoreStops();
        }
        String certain = token.endToken() ? "" : text.push(token.token());
        Optional<FinishReason> reason = text.stopped() ? Optional.of(FinishReason.STOP) : token.finish();
        if (reason.isPresent()) {
            certain += text.finish();
        }
        List<TokenProbability> taken = probabilities == null || token.endToken() ? List.of() : probabilities.take();
        if (!certain.isEmpty() || !taken.isEmpty()) {
            job.add(new GenerationEvent.Text(choice, certain, taken));
        }
        reason.ifPresent(why -> job.finished(choice, why, tokens, text.stopText()));
        return reason.isPresent();
    }
}
