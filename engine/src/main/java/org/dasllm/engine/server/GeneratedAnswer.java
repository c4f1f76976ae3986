package org.dasllm.engine.server;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;

/**
 * Says in the protocols' neutral form what the scheduler tells of a request's answers.
 *
 * @param spellings of the model's tokens; asked for only where log-probabilities are wanted
 * @param probabilities whether tokens' log-probabilities were asked for
 * @param promptTokens how many tokens the conversation has
 */
record GeneratedAnswer(ResponseHead head, Supplier<TokenSpellings> spellings, boolean probabilities, int promptTokens) {

    ChatEvent more(GenerationEvent.Text event) {
        return new ChatEvent.Text(event.choice(), event.text(), spelled(event.tokens()));
    }

    ChatEvent end(GenerationEvent.Finished event) {
        return new ChatEvent.Finished(event.choice(), finish(event.reason()));
    }

    ChatEvent used(GenerationEvent.Completed event) {
        return new ChatEvent.Used(Usage.of(promptTokens, event.completionTokens()));
    }

    Choice choice(String text, List<TokenProbability> tokens, GenerationEvent.Finished event) {
        return new Choice(
                event.choice(),
                List.of(new Part.Text(text)),
                Optional.of(finish(event.reason())),
                probabilities ? Optional.of(spelled(tokens)) : Optional.empty());
    }

    ChatResponse whole(List<Choice> choices, GenerationEvent.Completed event) {
        return new ChatResponse(head, choices, Optional.of(Usage.of(promptTokens, event.completionTokens())));
    }

    private static Finish finish(FinishReason reason) {
        return Finish.of(
                switch (reason) {
                    case STOP -> Finish.Reason.STOP;
                    case LENGTH -> Finish.Reason.LENGTH;
                });
    }

    private List<ScoredToken> spelled(List<TokenProbability> tokens) {
        if (!probabilities || tokens.isEmpty()) {
            return List.of();
        }
        TokenSpellings known = spellings.get();
        return tokens.stream().map(token -> spell(known, token)).toList();
    }

    private static ScoredToken spell(TokenSpellings known, TokenProbability token) {
        return new ScoredToken(
                known.text(token.token()),
                Optional.of(known.bytes(token.token())),
                OptionalDouble.of(token.logProbability()),
                token.alternatives().stream()
                        .map(alternative -> spell(known, alternative))
                        .toList());
    }
}
