package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;

/**
 * The most tokens that a request can be billed for, told from its body alone.
 *
 * <p>A token of a request is at least a byte of what is sent: byte-level tokenizers have no shorter one, and the marks that a chat template
 * puts around a message are fewer than the bytes of JSON around it. To tools and schemas vendors add instructions of their own,
 * for which there is an allowance. The answers are as many as are asked for, each as long as it may be, reasoning included.
 *
 * @param input tokens of the request
 * @param output tokens of all its answers
 * @param limited whether the body limits the answers at all
 */
record RequestBound(long input, long output, boolean limited) {
    /** Of each protocol, where the limit of an answer stands. */
    private static final List<JsonPointer> LIMITS = pointers(
            "/max_tokens",
            "/max_completion_tokens",
            "/max_output_tokens",
            "/generationConfig/maxOutputTokens",
            "/inferenceConfig/maxTokens");

    private static final List<JsonPointer> ANSWERS = pointers("/n", "/generationConfig/candidateCount");

    private static final List<JsonPointer> TOOLS = pointers("/tools", "/toolConfig/tools", "/functions");
    private static final List<JsonPointer> FORMATS = pointers(
            "/response_format",
            "/text/format",
            "/output_config/format",
            "/output_format",
            "/generationConfig/responseSchema",
            "/generationConfig/responseJsonSchema",
            "/outputConfig/textFormat");

    /** More than the instructions that vendors document or were seen to add, which are some hundred tokens. */
    private static final long ALLOWANCE = 1024;

    /** Compiled once: every line of a journal with a request looks for all of them. */
    private static List<JsonPointer> pointers(String... places) {
        return Stream.of(places).map(JsonPointer::compile).toList();
    }

    static RequestBound of(JsonNode body) {
        long bytes = Json.line(body).getBytes(StandardCharsets.UTF_8).length;
        long allowance = (anyOf(TOOLS, body) ? ALLOWANCE : 0) + (anyOf(FORMATS, body) ? ALLOWANCE : 0);
        long limit = numbers(LIMITS, body).max().orElse(0);
        long answers = Math.max(1, numbers(ANSWERS, body).max().orElse(1));
        return new RequestBound(bytes + allowance, Math.multiplyExact(limit, answers), limit > 0);
    }

    private static boolean anyOf(List<JsonPointer> places, JsonNode body) {
        return places.stream().map(body::at).anyMatch(node -> node.isContainerNode() && !node.isEmpty());
    }

    private static LongStream numbers(List<JsonPointer> places, JsonNode body) {
        return places.stream().map(body::at).filter(JsonNode::isIntegralNumber).mapToLong(JsonNode::longValue);
    }

    /** How far an answer went beyond the bound; zero where it kept to it. */
    RequestBound excess(TokenCounts counts) {
        return new RequestBound(Math.max(0, counts.request() - input), Math.max(0, counts.answer() - output), true);
    }

    RequestBound plus(RequestBound other) {
        return new RequestBound(input + other.input, output + other.output, limited);
    }

    RequestBound max(RequestBound other) {
        return new RequestBound(Math.max(input, other.input), Math.max(output, other.output), true);
    }
}
