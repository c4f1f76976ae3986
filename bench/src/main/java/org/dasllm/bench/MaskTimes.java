package org.dasllm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
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
 * How long a mask of tokens takes, in time of the processor: real schemas, each with its right answers token by token, nothing computed for a schema
 * before. One pass before the one that is measured warms the machine up, with a vocabulary of its own.
 */
public final class MaskTimes {
    private MaskTimes() {}

    /**
     * Takes the file of schemas, a folder with a tokenizer, how many of the schemas are used, and the number of tokens after which the vocabulary is
     * cut off, for a smaller one; an answer ends before its first token that is cut off.
     */
    public static void main(String[] args) {
        Path schemas = Path.of(args[0]);
        try (Tokenizer tokenizer = Tokenizer.load(Path.of(args[1]))) {
            long begin = now();
            var spellings = tokenizer.spellings();
            long spelled = now();
            for (int pass = 0; pass < 2; pass++) {
                long before = now();
                int tokens = args.length > 3 ? Integer.parseInt(args[3]) : tokenizer.vocabularySize();
                MaskVocabulary vocabulary = TokenBytes.of(tokenizer, spellings, tokens, tokenizer.endOfText());
                System.out.printf(
                        Locale.ROOT,
                        "pass %d: %d tokens, spelled in %.2f s, tree in %.2f s%n",
                        pass,
                        vocabulary.size(),
                        (spelled - begin) / 1e9,
                        (now() - before) / 1e9);
                measure(schemas, Integer.parseInt(args[2]), tokenizer, vocabulary);
            }
        }
    }

    /** The thread's own time on a processor: beside other work, the time on the clock says how busy the machine is. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void measure(Path schemas, int most, Tokenizer tokenizer, MaskVocabulary vocabulary) {
        List<Long> masks = new ArrayList<>();
        List<Long> compiled = new ArrayList<>();
        List<Long> validators = new ArrayList<>();
        AtomicInteger read = new AtomicInteger();
        JsonLines.read(schemas, JsonNode.class, line -> {
            if (read.getAndIncrement() >= most) {
                return;
            }
            long begin = now();
            JsonSchema schema = JsonSchema.compile(line.get("schema"));
            long between = now();
            OutputGrammar grammar;
            try {
                grammar = OutputGrammar.of(schema);
            } catch (DasllmException e) {
                return;
            }
            compiled.add(now() - between);
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
            long begin = now();
            boolean allowed = own.allowed(state).contains(token);
            masks.add(now() - begin);
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
