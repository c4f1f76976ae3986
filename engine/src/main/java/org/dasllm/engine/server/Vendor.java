package org.dasllm.engine.server;

import java.util.Optional;
import java.util.function.Function;
import org.dasllm.wire.anthropic.AnthropicRefusals;
import org.dasllm.wire.bedrock.BedrockRefusals;
import org.dasllm.wire.bedrock.Credential;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.openai.OpenAiRefusals;

/**
 * Whose client asks, and what holds for all of its requests.
 *
 * @param refusals the form of errors
 * @param requestIdHeader the header in which clients look for the name of an exchange
 * @param authorization the key that a request brings, as {@code Bearer} and the key, wherever the vendor's clients put it
 */
record Vendor(RefusalCodec refusals, String requestIdHeader, Function<ServerRequest, Optional<String>> authorization) {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    static final Vendor OPENAI =
            new Vendor(OpenAiRefusals.INSTANCE, "x-request-id", request -> request.header(AUTHORIZATION));

    static final Vendor ANTHROPIC = new Vendor(
            AnthropicRefusals.INSTANCE,
            "request-id",
            request -> request.header("x-api-key").map(key -> BEARER + key).or(() -> request.header(AUTHORIZATION)));

    /** Who signs a request sends no key but the name of its access key. The signature is read and not verified. */
    static final Vendor BEDROCK = new Vendor(
            BedrockRefusals.INSTANCE,
            "x-amzn-RequestId",
            request -> request.header(AUTHORIZATION)
                    .map(header -> Credential.accessKeyId(header)
                            .map(id -> BEARER + id)
                            .orElse(header)));

    /** By the address, and by a header where vendors share an address. */
    static Vendor of(ServerRequest request) {
        String path = request.path();
        if (path.startsWith("/model/")) {
            return BEDROCK;
        }
        boolean anthropic = path.equals("/v1/messages")
                || path.startsWith("/v1/messages/")
                || request.header("anthropic-version").isPresent();
        return anthropic ? ANTHROPIC : OPENAI;
    }
}
