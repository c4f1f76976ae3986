package org.dasllm.engine.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.format.io.Json;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.ControlBytes;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers that are free until a call begins; tokens are single bytes, and some of several. */
final class CallConstraintTest {
    private static final int END = 256;
    private static final List<String> LONGER =
            List.of("l>\n{\"", "l>\nX", "{\"name\": \"f", "{\"name\" : \"f", "text <tool_call", "é");
    private static final int OPEN = END + 1 + LONGER.size();
    private static final List<Callable> FUNCTIONS = List.of(new Callable(
            "f",
            Json.parse(
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}},\"required\":[\"a\"],\"additionalProperties\":false}",
                    JsonNode.class,
                    "a schema")));

    private static MaskVocabulary vocabulary() {
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(b == 0xFF ? new byte[0] : new byte[] {(byte) b});
        }
        tokens.add(new byte[0]);
        LONGER.forEach(text -> tokens.add(text.getBytes(StandardCharsets.UTF_8)));
        tokens.add(ControlBytes.of(OPEN));
        return new MaskVocabulary(tokens.toArray(new byte[0] @Nullable []), Set.of(END));
    }

    /** Binds by the masks alone, as the server does. */
    private record Bound(TokenMasks masks, OutputState[] state) implements TokenConstraint {
        @Override
        public void mask(float[] logits) {
            for (int token = 0; token < logits.length; token++) {
                logits[token] = masks.allowed(state[0]).contains(token) ? 0 : Float.NEGATIVE_INFINITY;
            }
        }

        @Override
        public boolean accept(int token) {
            OutputState next = masks.next(state[0], token);
            if (next.isDead()) {
                return false;
            }
            state[0] = next;
            return true;
        }
    }

    private static CallConstraint constraint(CallSyntax syntax) {
        Markers markers = Markers.spelled(syntax.markers());
        CallGrammar grammar = new CallGrammar(syntax, markers, FUNCTIONS, true, Optional.empty());
        TokenMasks masks = new TokenMasks(vocabulary(), grammar.made("tools"));
        return new CallConstraint(
                masks,
                state -> new Bound(masks, new OutputState[] {state}),
                -1,
                syntax.markers().get(0),
                syntax.beginning());
    }

    private static void write(TokenConstraint constraint, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            assertThat(constraint.accept(b & 0xFF)).as(text).isTrue();
        }
    }

    private static int longer(String text) {
        return END + 1 + LONGER.indexOf(text);
    }

    private static int allowed(TokenConstraint constraint) {
        float[] logits = new float[OPEN + 1];
        constraint.mask(logits);
        int allowed = 0;
        for (float logit : logits) {
            allowed += logit == 0 ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void textIsFreeAndMayEndAtAnyPlace() {
        CallConstraint constraint = constraint(new HermesSyntax());
        write(constraint, "Let me see: {\"name\": <tool_cal");
        assertThat(allowed(constraint)).isEqualTo(OPEN + 1);
        assertThat(constraint.stoppable()).isTrue();
        assertThat(constraint.accept(END)).isTrue();
    }

    @Test
    void behindASpelledMarkerOnlyACallFollows() {
        CallConstraint constraint = constraint(new HermesSyntax());
        write(constraint, "I look. <tool_call>");
        assertThat(constraint.stoppable()).isFalse();
        assertThat(allowed(constraint)).isEqualTo(1);
        assertThat(constraint.accept('x')).isFalse();
        write(constraint, "\n{\"name\": \"f\", \"arguments\": {\"a\": true}}\n</tool_call>");
        assertThat(allowed(constraint)).isEqualTo(2);
        write(constraint, "\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\":false}}\n</tool_call>");
        assertThat(constraint.accept(END)).isTrue();
    }

    @Test
    void aTokenThatEndsAMarkerMustGoOnAsACallDoes() {
        CallConstraint constraint = constraint(new HermesSyntax());
        assertThat(constraint.accept(longer("text <tool_call"))).isTrue();
        assertThat(constraint.accept('>')).isTrue();
        CallConstraint cut = constraint(new HermesSyntax());
        write(cut, "<tool_cal");
        assertThat(cut.accept(longer("l>\nX"))).isFalse();
        assertThat(cut.stoppable()).isTrue();
        assertThat(cut.accept(longer("l>\n{\""))).isTrue();
        write(cut, "name\": \"f\", \"arguments\": {\"a\":false}}\n</tool_call>");
    }

    @Test
    void anObjectWithANameAtTheBeginningIsACallWhereNothingElseSaysIt() {
        CallConstraint constraint = constraint(new ParametersSyntax());
        assertThat(constraint.accept(longer("{\"name\" : \"f"))).isFalse();
        assertThat(constraint.accept(longer("{\"name\": \"f"))).isTrue();
        assertThat(constraint.stoppable()).isFalse();
        assertThat(constraint.accept('g')).isFalse();
        write(constraint, "\", \"parameters\": {\"a\": true}}; {\"name\": \"f\", \"parameters\": {\"a\": true}}");
        assertThat(constraint.accept(END)).isTrue();
        CallConstraint text = constraint(new ParametersSyntax());
        write(text, "{\"nam\": 1} and {\"name\": \"x\"}");
        assertThat(text.stoppable()).isTrue();
    }
}
