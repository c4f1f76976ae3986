package org.dasllm.cli.cost;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.harvest.ledger.TokenKind;

/**
 * Tokens of one request in the mean, each {@code [value]} or {@code [low, high]}; no token is of two kinds.
 *
 * @param input of the request, without those of the vendor's cache
 * @param cachedInput of the request, from the vendor's cache
 * @param output of the answer, without its reasoning
 * @param reasoning of the answer
 */
public record RequestTokens(
        List<Double> input,
        @Default("[]") List<Double> cachedInput,
        List<Double> output,
        @Default("[]") List<Double> reasoning) {

    public RequestTokens {
        Faults faults = new Faults();
        Ranges.check(faults, "input", input, true);
        Ranges.check(faults, "cached_input", cachedInput, true);
        Ranges.check(faults, "output", output, true);
        Ranges.check(faults, "reasoning", reasoning, true);
        faults.unless(!input.isEmpty(), "input", "is empty")
                .unless(!output.isEmpty(), "output", "is empty")
                .refuse();
    }

    /** By kind, those that are given. */
    public Map<TokenKind, Estimate> byKind() {
        Map<TokenKind, Estimate> tokens = new TreeMap<>();
        Ranges.of(input).ifPresent(each -> tokens.put(TokenKind.INPUT, each));
        Ranges.of(cachedInput).ifPresent(each -> tokens.put(TokenKind.CACHED_INPUT, each));
        Ranges.of(output).ifPresent(each -> tokens.put(TokenKind.OUTPUT, each));
        Ranges.of(reasoning).ifPresent(each -> tokens.put(TokenKind.REASONING, each));
        return tokens;
    }
}
