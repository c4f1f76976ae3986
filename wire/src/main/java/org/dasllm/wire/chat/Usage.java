package org.dasllm.wire.chat;

import java.util.OptionalLong;

/**
 * How many tokens an answer took; what a server does not tell is empty. Whatever a vendor's own way of counting, here the request's tokens
 * include those of caches, and the answer's include its reasoning; a codec sees to it:
 *
 * <table>
 * <caption>How vendors count</caption>
 * <tr><th>protocol</th><th>tokens of caches</th><th>reasoning</th></tr>
 * <tr><td>OpenAI</td><td>within {@code prompt_tokens}</td><td>within {@code completion_tokens}</td></tr>
 * <tr><td>xAI, as chat completions</td><td>within {@code prompt_tokens}</td><td>beside {@code completion_tokens}, within {@code
 *     total_tokens}</td></tr>
 * <tr><td>Gemini, as chat completions</td><td>within {@code prompt_tokens}</td><td>in {@code total_tokens} alone</td></tr>
 * <tr><td>Gemini</td><td>within {@code promptTokenCount}</td><td>beside {@code candidatesTokenCount}</td></tr>
 * <tr><td>Anthropic, Bedrock</td><td>beside {@code input_tokens}, those read and those written</td><td>within the output</td></tr>
 * </table>
 *
 * @param input of the request, those from a cache included
 * @param output of the answer, reasoning included
 * @param cachedInput those of the input that came from a cache
 * @param cacheWrites those of the input that were put into a cache, where that has a price of its own
 * @param reasoning those of the output that are reasoning
 */
public record Usage(
        OptionalLong input,
        OptionalLong output,
        OptionalLong cachedInput,
        OptionalLong cacheWrites,
        OptionalLong reasoning) {

    /** Without cache writes. */
    public Usage(OptionalLong input, OptionalLong output, OptionalLong cachedInput, OptionalLong reasoning) {
        this(input, output, cachedInput, OptionalLong.empty(), reasoning);
    }

    public static Usage of(long input, long output) {
        return new Usage(OptionalLong.of(input), OptionalLong.of(output), OptionalLong.empty(), OptionalLong.empty());
    }
}
