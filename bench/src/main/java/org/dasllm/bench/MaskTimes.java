package org.dasllm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dasllm.engine.server.TokenBytes;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.JsonLines;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.schema.shape.CanonicalJson;

/**
 * How long a mask of tokens takes: real schemas, each with its right answers token by token, nothing computed for a schema
 * before. One pass before the one that is measured warms the machine up, with a vocabulary of its own.
 */
public final class MaskTimes {
    private MaskTimes() {}

    /** Takes the file of schemas and a folder with a tokenizer. */
    public static void main(String[] args) {
        Path schemas = Path.of(args[0]);
        try (Tokenizer tokenizer = Tokenizer.load(Path.of(args[1]))) {
            long begin = System.nanoTime();
            var spellings = tokenizer.spellings();
            long spelled = System.nanoTime();
            for (int pass = 0; pass < 2; pass++) {
                long before = System.nanoTime();
                MaskVocabulary vocabulary = TokenBytes.of(
                        tokenizer, spellings, tokenizer.vocabularySize(), tokenizer.endOfText());
                System.out.printf(
                        Locale.ROOT,
                        "pass %d: %d tokens, spelled in %.2f s, tree in %.2f s%n",
                        pass,
                        vocabulary.size(),
                        (spelled - begin) / 1e9,
                        (System.nanoTime() - before) / 1e9);
                measure(schemas, tokenizer, vocabulary);
            }
        }
    }

    private static void measure(Path schemas, Tokenizer tokenizer, MaskVocabulary vocabulary) {
        List<Long> masks = new ArrayList<>();
        List<Long> compiled = new ArrayList<>();
        List<Long> validators = new ArrayList<>();
        JsonLines.read(schemas, JsonNode.class, line -> {
            long begin = System.nanoTime();
            JsonSchema schema = JsonSchema.compile(line.get("schema"));
            long between = System.nanoTime();
            OutputGrammar grammar;
            try {
                grammar = OutputGrammar.of(schema);
            } catch (DasllmException e) {
                return;
            }
            compiled.add(System.nanoTime() - between);
            validators.add(between - begin);
            TokenMasks own = new TokenMasks(vocabulary, grammar);
            for (JsonNode test : line.get("tests")) {
                if (test.get("valid").booleanValue()) {
                    follow(own, tokenizer.encode(CanonicalJson.text(test.get("data")), false), masks);
                }
            }
        });
        print("mask", masks);
        print("automaton", compiled);
        print("validator", validators);
    }

    /** Along one answer, as far as it has its properties in the order of the schema. */
    private static void follow(TokenMasks own, int[] tokens, List<Long> masks) {
        OutputState state = own.start();
        for (int token : tokens) {
            long begin = System.nanoTime();
            boolean allowed = own.allowed(state).contains(token);
            masks.add(System.nanoTime() - begin);
            if (!allowed) {
                return;
            }
            state = own.next(state, token);
        }
    }

    private static void print(String what, List<Long> nanoseconds) {
        long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-10s %6d times: mean %.1f us, median %.1f, p99 %.1f, most %.1f%n",
                what,
                sorted.length,
                Arrays.stream(sorted).average().orElse(0) / 1e3,
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 99 / 100] / 1e3,
                sorted[sorted.length - 1] / 1e3);
    }
}
