package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.JsonLines;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.automaton.Spacing;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.mask.ForcedTokens;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.schema.shape.CanonicalJson;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is placed along right answers of real schemas is what the tokenizer makes of the whole answer, as it did in training. */
final class ForcedTokensTest {
    private static final int SCHEMAS = 120;
    private static final Path DATA = Path.of(System.getProperty("dasllm.shared", "../shared"), "data");

    private int answers;
    private int tokens;
    private int placed;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void tokensThatArePlacedAreThoseOfTheWholeAnswer() {
        Path schemas = DATA.resolve("real-schemas/github-easy-400.jsonl");
        Path folder = DATA.resolve("smollm2-135m-instruct");
        Assumptions.assumeTrue(Files.exists(schemas) && Files.exists(folder), "Skipped: no " + DATA);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            MaskVocabulary vocabulary =
                    TokenBytes.of(tokenizer, tokenizer.spellings(), tokenizer.vocabularySize(), tokenizer.endOfText());
            List<JsonNode> lines = new ArrayList<>();
            JsonLines.read(schemas, JsonNode.class, line -> {
                if (lines.size() < SCHEMAS) {
                    lines.add(line);
                }
            });
            lines.forEach(line -> follow(line, tokenizer, vocabulary));
        }
        assertThat(wrong).isEmpty();
        assertThat(answers).isGreaterThan(80);
        assertThat(placed).as("of %d tokens", tokens).isGreaterThan(tokens / 10);
    }

    private void follow(JsonNode line, Tokenizer tokenizer, MaskVocabulary vocabulary) {
        OutputGrammar grammar;
        try {
            grammar = OutputGrammar.of(JsonSchema.compile(line.get("schema")), Spacing.NONE);
        } catch (DasllmException e) {
            return;
        }
        TokenMasks masks = new TokenMasks(vocabulary, grammar);
        ForcedTokens forced = new ForcedTokens(masks, text -> tokenizer.encode(text, false));
        for (JsonNode test : line.get("tests")) {
            String text = CanonicalJson.text(test.get("data"));
            OutputState state = masks.start();
            // Wrong instances are among them, and some whose properties are in another order than the schema's.
            if (!state.next(text.getBytes(StandardCharsets.UTF_8)).accepts()) {
                continue;
            }
            int[] whole = tokenizer.encode(text, false);
            answers++;
            for (int at = 0; at < whole.length; ) {
                state = masks.next(state, whole[at]);
                at++;
                tokens++;
                int[] before = Arrays.copyOfRange(whole, Math.max(0, at - ForcedTokens.window()), at);
                int[] behind = forced.behind(state, before);
                for (int token : behind) {
                    if (masks.ends(token)) {
                        assertThat(at).isEqualTo(whole.length);
                        break;
                    }
                    if (at == whole.length || whole[at] != token) {
                        wrong.add(tokenizer.decode(before, false) + " | " + tokenizer.decode(behind, false));
                        return;
                    }
                    state = masks.next(state, token);
                    at++;
                    tokens++;
                    placed++;
                }
            }
        }
    }
}
