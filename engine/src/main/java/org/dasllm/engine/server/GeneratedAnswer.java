package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
 * Says in the protocols' neutral form what the scheduler tells of a request's answers.
 *
 * @param spellings of the model's tokens; asked for only where log-probabilities are wanted
 * @param probabilities whether tokens' log-probabilities were asked for
 * @param promptTokens how many tokens the conversation has
 * @param echoes what each choice begins with, before anything is generated; none where no choice begins so
 * @param events what the text of each choice says
 */
record GeneratedAnswer(
        ResponseHead head,
        Supplier<TokenSpellings> spellings,
        boolean probabilities,
        int promptTokens,
        List<Echo> echoes,
        List<AnswerEvents> events) {

    /**
     * A prompt that is repeated.
     *
     * @param tokens its tokens where log-probabilities were asked for; none otherwise
     */
    record Echo(String text, List<ScoredToken> tokens) {}

    /** How many choices it has. */
    int choices() {
        return events.size();
    }

    ChatEvent opened() {
        return new ChatEvent.Opened(head, OptionalLong.of(promptTokens));
    }

    List<ChatEvent.Text> beginnings() {
        List<ChatEvent.Text> beginnings = new ArrayList<>();
        for (int choice = 0; choice < echoes.size(); choice++) {
            beginnings.add(new ChatEvent.Text(
                    choice, echoes.get(choice).text(), echoes.get(choice).tokens()));
        }
        return beginnings;
    }

    List<ChatEvent> more(int choice, GenerationEvent.Text event) {
        return events.get(choice).more(event.text(), spelled(event.tokens()));
    }

    /** What is left of a choice's text, which has ended. */
    List<ChatEvent> rest(int choice) {
        return events.get(choice).end();
    }

    Finish finish(int choice, GenerationEvent.Finished event) {
        if (event.reason() == FinishReason.LENGTH) {
            return Finish.of(Finish.Reason.LENGTH);
        }
        return event.stopText()
                .map(Finish::ofStopText)
                .orElseGet(
                        () -> Finish.of(events.get(choice).called() ? Finish.Reason.TOOL_CALLS : Finish.Reason.STOP));
    }

    ChatEvent used(int completionTokens) {
        return new ChatEvent.Used(Usage.of(promptTokens, completionTokens));
    }

    /** @param finishes of the choices, by their places */
    ChatResponse whole(List<AnswerParts> parts, List<Finish> finishes, int completionTokens) {
        List<Choice> choices = new ArrayList<>();
        for (int choice = 0; choice < parts.size(); choice++) {
            choices.add(new Choice(
                    choice,
                    parts.get(choice).parts(),
                    Optional.of(finishes.get(choice)),
                    probabilities ? Optional.of(parts.get(choice).tokens()) : Optional.empty()));
        }
        return new ChatResponse(head, choices, Optional.of(Usage.of(promptTokens, completionTokens)));
    }

    private List<ScoredToken> spelled(List<TokenProbability> tokens) {
        if (!probabilities || tokens.isEmpty()) {
            return List.of();
        }
        TokenSpellings known = spellings.get();
        return tokens.stream().map(token -> spell(known, token)).toList();
    }

    static ScoredToken spell(TokenSpellings known, TokenProbability token) {
        return new ScoredToken(
                known.text(token.token()),
                Optional.of(known.bytes(token.token())),
                OptionalDouble.of(token.logProbability()),
                token.alternatives().stream()
                        .map(alternative -> spell(known, alternative))
                        .toList());
    }
}
