package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.format.io.Json;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Schemas that are meant to break the server get an answer that names the format. */
final class AnswerConstraintsTest {
    private static final int END = 256;
    private static final int LONG = 257;
    private static final ParameterNames NAMES = new OpenAiServerCodec().names();

    private static MaskVocabulary vocabulary(Set<Integer> endTokens) {
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
        tokens.add("\"ab100".getBytes(StandardCharsets.UTF_8));
        return new MaskVocabulary(tokens.toArray(new byte[0] @Nullable []), endTokens);
    }

    private static int[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    }

    private static TokenConstraint constraint(JsonNode schema, Set<Integer> endTokens) {
        AnswerFormat format = new AnswerFormat.JsonSchema("n", Optional.empty(), Optional.of(schema), true);
        return new AnswerConstraints(() -> vocabulary(endTokens), AnswerConstraintsTest::bytes)
                .of(format, NAMES)
                .orElseThrow()
                .get();
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static void refused(JsonNode schema, String words) {
        assertThatThrownBy(() -> constraint(schema, Set.of(END)))
                .isInstanceOfSatisfying(RequestRefused.class, refused -> {
                    assertThat(refused.refusal().message())
                            .startsWith("Invalid schema for response_format 'n'")
                            .contains(words);
                });
    }

    @Test
    void numbersBeyondAllBoundsAreRefused() {
        refused(object().put("const", Double.POSITIVE_INFINITY), "number");
    }

    @Test
    void longChainsOfReferencesAreRefused() {
        ObjectNode schema = object().put("$ref", "#/$defs/d0");
        ObjectNode definitions = schema.putObject("$defs");
        for (int i = 0; i < 30_000; i++) {
            definitions.putObject("d" + i).put("$ref", "#/$defs/d" + (i + 1));
        }
        definitions.putObject("d30000").put("type", "null");
        refused(schema, "");
    }

    @Test
    void answersWithoutAnEndAreNotBegun() {
        assertThatThrownBy(() -> constraint(object().put("type", "null"), Set.of()))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("no token that ends an answer");
    }

    @Test
    void aTokenThatOnlyADroppedAlternativeTakesIsNotAccepted() {
        ArrayNode alternatives = Json.mapper().createArrayNode();
        for (int i = 0; i <= 100; i++) {
            alternatives.addObject().put("type", "string").put("pattern", String.format("^ab%03d$", i));
        }
        ObjectNode schema = object();
        schema.set("anyOf", alternatives);
        TokenConstraint constraint = constraint(schema, Set.of(END));
        float[] logits = new float[LONG + 1];
        constraint.mask(logits);
        assertThat(logits[LONG]).isZero();
        assertThat(constraint.accept(LONG)).isFalse();
        Arrays.fill(logits, 0);
        constraint.mask(logits);
        assertThat(logits['"']).isZero();
        for (byte b : "\"ab007\"".getBytes(StandardCharsets.UTF_8)) {
            assertThat(constraint.accept(b)).isTrue();
        }
        assertThat(constraint.accept(END)).isTrue();
    }
}
