package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
 * Says in the protocols' neutral form what the scheduler tells of one answer.
 *
 * @param spellings of the model's tokens; asked for only where log-probabilities are wanted
 * @param probabilities whether tokens' log-probabilities were asked for
 * @param promptTokens how many tokens the conversation has
 * @param echoes what each choice begins with, before anything is generated; none where no choice begins so
 */
record GeneratedAnswer(
        ResponseHead head,
        Supplier<TokenSpellings> spellings,
        boolean probabilities,
        int promptTokens,
        List<Echo> echoes) {

    /**
     * A prompt that is repeated.
     *
     * @param tokens its tokens where log-probabilities were asked for; none otherwise
     */
    record Echo(String text, List<ScoredToken> tokens) {}

    /** Without echoes. */
    GeneratedAnswer(ResponseHead head, Supplier<TokenSpellings> spellings, boolean probabilities, int promptTokens) {
        this(head, spellings, probabilities, promptTokens, List.of());
    }

    ChatEvent opened() {
        return new ChatEvent.Opened(head, OptionalLong.of(promptTokens));
    }

    List<ChatEvent> beginnings() {
        List<ChatEvent> events = new ArrayList<>();
        for (int choice = 0; choice < echoes.size(); choice++) {
            events.add(new ChatEvent.Text(
                    choice, echoes.get(choice).text(), echoes.get(choice).tokens()));
        }
        return events;
    }

    ChatEvent more(int choice, GenerationEvent.Text event) {
        return new ChatEvent.Text(choice, event.text(), spelled(event.tokens()));
    }

    ChatEvent end(int choice, GenerationEvent.Finished event) {
        return new ChatEvent.Finished(choice, finish(event));
    }

    ChatEvent used(int completionTokens) {
        return new ChatEvent.Used(Usage.of(promptTokens, completionTokens));
    }

    ChatResponse whole(List<WholeAnswer.Gathered> gathered) {
        List<Choice> choices = new ArrayList<>();
        int completionTokens = 0;
        for (int index = 0; index < gathered.size(); index++) {
            WholeAnswer.Gathered one = gathered.get(index);
            GenerationEvent.Finished finished = one.finished;
            if (finished == null) {
                throw new IllegalStateException("choice " + index + " is not complete");
            }
            completionTokens += finished.completionTokens();
            choices.add(choice(index, one.text.toString(), spelled(one.tokens), finish(finished)));
        }
        return new ChatResponse(head, choices, Optional.of(Usage.of(promptTokens, completionTokens)));
    }

    private Choice choice(int index, String text, List<ScoredToken> generated, Finish finish) {
        String begun = index < echoes.size() ? echoes.get(index).text() : "";
        List<ScoredToken> tokens =
                new ArrayList<>(index < echoes.size() ? echoes.get(index).tokens() : List.of());
        tokens.addAll(generated);
        return new Choice(
                index,
                List.of(new Part.Text(begun + text)),
                Optional.of(finish),
                probabilities ? Optional.of(tokens) : Optional.empty());
    }

    private static Finish finish(GenerationEvent.Finished event) {
        return event.stopText()
                .map(Finish::ofStopText)
                .orElseGet(() ->
                        Finish.of(event.reason() == FinishReason.STOP ? Finish.Reason.STOP : Finish.Reason.LENGTH));
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
