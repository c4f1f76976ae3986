package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ToolChoice;

/** Calls of tools with one model: in its family's syntax, bound to what a request allows, and read while they come. */
public final class ToolCalling {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SHORT_ID = 9;
    private static final int LONG_ID = 24;

    private final Optional<CallSyntax> syntax;
    private final Markers markers;
    private final boolean parallel;
    private final boolean own;
    private final Function<int[], String> decode;
    private final Supplier<String> newId;

    /** Has the template write a call, and finds the syntax by it. */
    public ToolCalling(Tokenizer tokenizer, ChatTemplate template) {
        this.syntax = Syntaxes.of(template);
        this.markers =
                syntax.map(known -> Markers.of(known.markers(), tokenizer)).orElse(Markers.spelled(List.of()));
        this.parallel = template.tools().parallel();
        this.own = template.tools().own();
        this.decode = ids -> tokenizer.decode(ids, true);
        SecureRandom random = new SecureRandom();
        boolean shorter = template.tools().shortIds();
        this.newId = () -> shorter ? letters(random, SHORT_ID) : "call_" + letters(random, LONG_ID);
    }

    private static String letters(SecureRandom random, int length) {
        StringBuilder id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /** What calls look like, for people. */
    public String inWords() {
        return syntax.map(CallSyntax::name)
                .map(name -> name
                        + (own ? "" : ", described in the prompt, since the chat template knows no tools")
                        + (parallel ? "" : ", one call at a time"))
                .orElse("none: the chat template writes calls in a way that is not known");
    }

    /** Whether the model's way to write calls is known. */
    public boolean known() {
        return syntax.isPresent();
    }

    /**
     * Text and calls of a whole answer that was generated without a request, as they would be served.
     *
     * @param answer its tokens, without the one that ended it
     * @param asked what was answered, with the tools that could be called
     * @throws IllegalStateException if the model's way to write calls is not known
     */
    public List<Part> read(int[] answer, Conversation asked) {
        List<Callable> functions = asked.tools().stream()
                .map(tool -> tool.path("function"))
                .map(function -> new Callable(function.path("name").asText(), function.path("parameters")))
                .toList();
        CallReader reader = syntax.orElseThrow(
                        () -> new IllegalStateException("calls are written in a way that is not known"))
                .reader(markers, functions);
        CallEvents events = new CallEvents(0, new SpelledMarkers(markers), reader, newId);
        AnswerParts parts = new AnswerParts();
        events.more(markers.decode(answer, decode), List.of()).forEach(parts::take);
        events.end().forEach(parts::take);
        return parts.parts();
    }

    /** The tokens that grammars of calls ask for by their ids. */
    public Set<Integer> controlTokens() {
        return markers.tokens();
    }

    /**
     * What a request comes to.
     *
     * @param format the schema of the answer's text; empty for any text
     * @throws RequestRefused for what cannot be enforced, by its name
     */
    public ToolPlan plan(ChatRequest request, Optional<JsonNode> format, ParameterNames names, CallGrammars grammars) {
        ToolRules rules = new ToolRules(names);
        RequestTurns turns = new RequestTurns(names);
        boolean none = request.tools().isEmpty() || request.toolChoice() == ToolChoice.Any.NONE;
        if (request.tools().isEmpty()) {
            rules.refuseChoiceWithoutTools(request);
        }
        if (none) {
            return new ToolPlan(turns.of(request, false), Optional.empty(), Optional.empty(), AnswerEvents::plain);
        }
        String parameter = names.of(Parameter.TOOLS);
        CallSyntax known = syntax.orElseThrow(() -> RequestRefused.unsupported(
                parameter, "This model's chat template writes calls in a way that this server does not know."));
        List<Callable> chosen = rules.chosen(request, rules.callables(request));
        boolean several = parallel && request.parallelToolCalls().orElse(true);
        boolean free = request.toolChoice() == ToolChoice.Any.AUTO;
        Optional<JsonNode> text = free ? format : Optional.empty();
        CallGrammar grammar = new CallGrammar(known, markers, chosen, several, text);
        TokenMasks masks = grammars.masks(grammar.key(), () -> grammar.made(parameter), parameter);
        boolean unbound = free && format.isEmpty();
        Supplier<TokenConstraint> constraint =
                () -> unbound ? waiting(known, masks, grammars) : new BoundCalls(grammars.bound(masks, masks.start()));
        Conversation conversation = turns.of(request, true);
        IntFunction<AnswerEvents> events =
                choice -> new CallEvents(choice, new SpelledMarkers(markers), known.reader(markers, chosen), newId);
        return new ToolPlan(
                conversation, Optional.of(constraint), Optional.of(ids -> markers.decode(ids, decode)), events);
    }

    private TokenConstraint waiting(CallSyntax known, TokenMasks masks, CallGrammars grammars) {
        String opening = known.markers().get(0);
        boolean token = markers.isToken(opening);
        return new CallConstraint(
                masks,
                state -> grammars.bound(masks, state),
                token ? markers.token(opening) : -1,
                token ? "" : opening,
                known.beginning());
    }

    /** Calls that must be made: a stop text does not end them. */
    private record BoundCalls(TokenConstraint calls) implements TokenConstraint {
        @Override
        public void mask(float[] logits) {
            calls.mask(logits);
        }

        @Override
        public boolean accept(int token) {
            return calls.accept(token);
        }

        @Override
        public boolean stoppable() {
            return false;
        }
    }
}
