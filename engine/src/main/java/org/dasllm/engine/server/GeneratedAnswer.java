package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.engine.tools.AnswerEvents;
import org.dasllm.engine.tools.AnswerParts;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;

/**
 * Says in the protocols' neutral form what the scheduler tells of one answer.
 *
 * @param spellings of the model's tokens; asked for only where log-probabilities are wanted
 * @param probabilities whether tokens' log-probabilities were asked for
 * @param promptTokens how many tokens the conversation has
 * @param events what the answer's text says
 */
record GeneratedAnswer(
        ResponseHead head,
        Supplier<TokenSpellings> spellings,
        boolean probabilities,
        int promptTokens,
        AnswerEvents events) {

    List<ChatEvent> more(GenerationEvent.Text event) {
        return events.more(event.text(), spelled(event.tokens()));
    }

    List<ChatEvent> end(GenerationEvent.Finished event) {
        List<ChatEvent> last = new ArrayList<>(events.end());
        last.add(new ChatEvent.Finished(0, finish(event.reason())));
        return last;
    }

    ChatEvent used(GenerationEvent.Finished event) {
        return new ChatEvent.Used(Usage.of(promptTokens, event.completionTokens()));
    }

    ChatResponse whole(AnswerParts answer, GenerationEvent.Finished event) {
        Choice choice = new Choice(
                0,
                answer.parts(),
                Optional.of(finish(event.reason())),
                probabilities ? Optional.of(answer.tokens()) : Optional.empty());
        return new ChatResponse(head, List.of(choice), Optional.of(Usage.of(promptTokens, event.completionTokens())));
    }

    private Finish finish(FinishReason reason) {
        return Finish.of(
                switch (reason) {
                    case STOP -> events.called() ? Finish.Reason.TOOL_CALLS : Finish.Reason.STOP;
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
