package org.dasllm.schema.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dasllm.format.io.Json;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.automaton.Production;
import org.dasllm.schema.json.JsonSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The masks of a vocabulary of single bytes, parts of JSON texts and odd ones are what reading every token by itself gives. */
final class TokenMasksTest {
    private static final int END = 0;
    private static final int CONTROL = 1;
    private static final String SAMPLE =
            "{\"a\":1,\"bc\": [true, null,\"x\\\"y\\n\",-2.50,{\"a\":{}}],\"é😀\":\"ab, cd\"},"
                    + "\"d\":[[[[1,2],[3]]]],\"zz\":{\"a\":\"\",\"b\":\"a\"}}]}]}\",\"q\":0,\"q\":\"2024-02-29T10:11:12Z\"\\u0001f";

    private static final String TAGS =
            "\n</parameter>\n<parameter=bc>\nnull\n</parameter>\n<parameter=q>\n{\"a\": 1}\n\n</parameter>\nx\n</par\n";

    private static final byte[] @Nullable [] TOKENS = tokens();

    private static byte[] @Nullable [] tokens() {
        List<byte @Nullable []> tokens = new ArrayList<>();
        tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
        tokens.add(null);
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        for (String text : List.of(SAMPLE, TAGS)) {
            byte[] sample = text.getBytes(StandardCharsets.UTF_8);
            for (int length = 2; length <= 6; length++) {
                for (int at = 0; at + length <= sample.length; at++) {
                    tokens.add(Arrays.copyOfRange(sample, at, at + length));
                }
            }
        }
        for (String further : List.of(
                "                    ",
                "aaaaaaaaaaaaaaaaaaaa",
                "\"a\":1,\"a\":2}",
                ",\"q\":1,\"q\":1",
                "\":1,\"a\":1}")) {
            tokens.add(further.getBytes(StandardCharsets.UTF_8));
        }
        // As many of each kind and length as are judged together.
        for (String letters : List.of("ab", "aB", "Zé", "a1", "12", "a b", "-a", "/x", "a_.", "x:", "ü日", "%c")) {
            for (int length = 2; length <= 7; length++) {
                for (int word = 0; word < 18; word++) {
                    StringBuilder written = new StringBuilder();
                    for (int i = 0, rest = word; i < length; i++, rest /= 2) {
                        written.append(letters.charAt((i + rest) % letters.length()));
                    }
                    tokens.add(written.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return tokens.toArray(new byte[0] @Nullable []);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{'type':'object','properties':{'a':{'type':'integer'},'bc':{'type':'array','items':{}}},'additionalProperties':{'type':'string'}}",
                "{'type':'object','additionalProperties':{'type':'object','additionalProperties':{'type':'integer'}}}",
                "{'type':'array','items':{'type':'string','maxLength':20}}",
                "{'type':'array','items':{'type':'string','minLength':1,'maxLength':4}}",
                "{'type':'array','items':{'type':'string','minLength':3,'maxLength':500}}",
                "{'type':'object','patternProperties':{'b':{'type':'string'}},'additionalProperties':{'type':'integer'}}",
                "{'type':'array','items':{'type':'string','pattern':'^[a-z ]*$|é'},'maxItems':3}",
                "{'type':'array','items':{'type':'string','pattern':'^[a-z]+$'}}",
                "{'type':'array','items':{'type':'string','pattern':'^[a-z-]{2,9}$'}}",
                "{'type':'array','items':{'type':'string','pattern':'^[^/]*$','maxLength':12}}",
                "{'type':'array','items':{'type':'string','pattern':'^.+:[A-Za-z0-9_.]+$'}}",
                "{'type':'array','items':{'type':'string','format':'uri'}}",
                "{'type':'array','items':{'type':'number','minimum':-3,'maximum':20.5}}",
                "{'anyOf':[{'type':'object','properties':{'a':{'type':'integer'}},'additionalProperties':false},"
                        + "{'type':'object','properties':{'bc':{}},'required':['bc'],'additionalProperties':{'type':'integer'}}]}",
                "{'$ref':'#/$defs/t','$defs':{'t':{'type':'array','items':{'$ref':'#/$defs/t'}}}}",
                "{'type':'object','properties':{'d':{'type':'string','format':'date-time'},'q':{'enum':['ab','abc',1,null]}}}",
            })
    void masksAreWhatReadingEachTokenGives(String source) {
        compare(source, OutputGrammar.of(schema(source)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'object','properties':{'a':{'type':'string'},'bc':{'type':['string','null','object']},'q':{}}}",
                "{'type':'object','properties':{'a':{'type':'string','maxLength':4},'bc':{'enum':['','ab',7,null]},'q':{'type':'object'}},'required':['a']}",
                "{'type':'object','properties':{'bc':{'type':['string','number'],'pattern':'^[a-z0-9\\n]*$'},'q':{'type':'array','items':{'type':'integer'}}}}",
            })
    void masksOfTaggedParametersAreWhatReadingEachTokenGives(String source) {
        compare(source, OutputGrammar.of(new Production.Tagged(schema(source))));
    }

    private static JsonSchema schema(String source) {
        return JsonSchema.compile(Json.parse(source.replace('\'', '"'), JsonNode.class, "schema"));
    }

    private static void compare(String source, OutputGrammar grammar) {
        MaskVocabulary vocabulary = new MaskVocabulary(TOKENS, Set.of(END));
        TokenMasks masks = new TokenMasks(vocabulary, grammar);
        SplittableRandom random = new SplittableRandom(11);
        int compared = 0;
        for (int text = 0; text < 4; text++) {
            OutputState state = masks.start();
            for (int step = 0; step < 25; step++) {
                TokenSet allowed = masks.allowed(state);
                List<Integer> may = new ArrayList<>();
                for (int token = 0; token < TOKENS.length; token++) {
                    byte[] bytes = TOKENS[token];
                    boolean right = token == END
                            ? state.accepts()
                            : bytes != null && !state.next(bytes).isDead();
                    assertThat(allowed.contains(token))
                            .as("token %s at step %s of %s", token, step, source)
                            .isEqualTo(right);
                    if (right && token != END) {
                        may.add(token);
                    }
                }
                compared++;
                assertThat(allowed.count()).isPositive();
                assertThat(allowed.contains(CONTROL)).isFalse();
                if (may.isEmpty()) {
                    break;
                }
                // The longer ones more often: single bytes alone would seldom come to the end of a name.
                int token = may.get(
                        random.nextBoolean()
                                ? may.size() - 1 - random.nextInt(may.size()) / 4
                                : random.nextInt(may.size()));
                state = masks.next(state, token);
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void masksAreTheSameWhereOnlyAFewAreRemembered() {
        JsonSchema schema = JsonSchema.compile(Json.parse(
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\",\"maxLength\":9}}",
                JsonNode.class,
                "schema"));
        MaskVocabulary few = new MaskVocabulary(TOKENS, Set.of(END), 3);
        TokenMasks forgetting = new TokenMasks(few, OutputGrammar.of(schema));
        TokenMasks keeping = new TokenMasks(new MaskVocabulary(TOKENS, Set.of(END)), OutputGrammar.of(schema));
        OutputState one = forgetting.start();
        OutputState other = keeping.start();
        for (byte b : "{\"ab\": \"cd é\",\"bc\":\"\",\"é\":\"123456789\"}".getBytes(StandardCharsets.UTF_8)) {
            assertThat(forgetting.allowed(one).words())
                    .isEqualTo(keeping.allowed(other).words());
            assertThat(few.remembered()).isBetween(1, 3);
            one = one.next(b & 0xFF);
            other = other.next(b & 0xFF);
        }
        assertThat(one.accepts()).isTrue();
    }
}
