package org.dasllm.wire.chat;

import java.time.Duration;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefusal.Kind;

/** Thrown where a server does not answer a request. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Places become free all the time. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final transient RequestRefusal refusal;

    public RequestRefused(RequestRefusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    private RequestRefused(Kind kind, int status, String message, Optional<String> parameter, Optional<String> code) {
        this(new RequestRefusal(kind, status, message, parameter, code, Optional.empty()));
    }

    private static RequestRefused about(String parameter, String message, String code) {
        return new RequestRefused(Kind.INVALID, 400, message, Optional.of(parameter), Optional.of(code));
    }

    private static RequestRefused general(Kind kind, int status, String message, String code) {
        return new RequestRefused(kind, status, message, Optional.empty(), Optional.of(code));
    }

    public RequestRefusal refusal() {
        return refusal;
    }

    public static RequestRefused invalid(String parameter, String message) {
        return about(parameter, message, "invalid_value");
    }

    public static RequestRefused missing(String parameter) {
        return about(parameter, "Missing required parameter: '" + parameter + "'.", "missing_required_parameter");
    }

    public static RequestRefused unsupported(String parameter, String message) {
        return about(parameter, message, "unsupported_parameter");
    }

    /** A body that is no JSON object. */
    public static RequestRefused unreadable(String reason) {
        return new RequestRefused(
                Kind.INVALID,
                400,
                "The body of the request is not a valid JSON object: " + reason,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * More tokens than the model can have before it.
     *
     * @param parameter the messages, in the protocol's name for them
     */
    public static RequestRefused contextLength(String parameter, int context, int promptTokens, long completionTokens) {
        return about(
                parameter,
                "This model's maximum context length is " + context + " tokens. However, you requested "
                        + (promptTokens + completionTokens) + " tokens (" + promptTokens + " in the messages, "
                        + completionTokens + " in the completion). Please reduce the length of the messages or of the"
                        + " completion.",
                "context_length_exceeded");
    }

    public static RequestRefused unauthenticated(boolean given) {
        return general(
                Kind.UNAUTHENTICATED,
                401,
                given
                        ? "The API key is not the one of this server."
                        : "No API key was given. Send it in the header: Authorization: Bearer <key>.",
                "invalid_api_key");
    }

    /** A key that is known and is not for this model. */
    public static RequestRefused forbiddenModel(String model) {
        return new RequestRefused(
                Kind.FORBIDDEN,
                403,
                "This API key does not have access to the model '" + model + "'.",
                Optional.of("model"),
                Optional.of("model_not_found"));
    }

    /** A key that is known and is not for this address. */
    public static RequestRefused forbiddenAddress(String path) {
        return general(
                Kind.FORBIDDEN, 403, "This API key does not have access to " + path + ".", "insufficient_permissions");
    }

    /** A request for another host than the server's own, as a web page sends it whose name was made to lead here. */
    public static RequestRefused foreignHost(String host) {
        return general(
                Kind.FORBIDDEN,
                403,
                "This server does not answer for the host '" + host
                        + "'. If it is to, name the host in serve.operations.allowed_hosts.",
                "host_not_allowed");
    }

    public static RequestRefused unknownModel(String model) {
        return new RequestRefused(
                Kind.NOT_FOUND,
                404,
                "The model '" + model + "' does not exist.",
                Optional.of("model"),
                Optional.of("model_not_found"));
    }

    public static RequestRefused unknownAddress(String method, String path) {
        return general(Kind.NOT_FOUND, 404, "Unknown request URL: " + method + " " + path + ".", "unknown_url");
    }

    public static RequestRefused wrongMethod(String method, String path, String allowed) {
        return general(
                Kind.INVALID,
                405,
                "Not allowed to " + method + " on " + path + "; use " + allowed + ".",
                "method_not_supported");
    }

    public static RequestRefused tooLarge(long limit) {
        return general(
                Kind.TOO_LARGE,
                413,
                "The body of the request is larger than " + limit + " bytes.",
                "request_too_large");
    }

    public static RequestRefused wrongContentType() {
        return general(
                Kind.INVALID,
                415,
                "The body must be JSON: send the header Content-Type: application/json.",
                "unsupported_media_type");
    }

    public static RequestRefused queueFull() {
        return soon(
                Kind.RATE_LIMITED,
                429,
                "All places are taken and the queue is full. Try again soon.",
                "rate_limit_exceeded");
    }

    /**
     * A key that has used what it may use.
     *
     * @param limit what it is, as in {@code 60 requests per minute}
     * @param wait when it may ask again
     */
    public static RequestRefused limitReached(String limit, Duration wait) {
        return new RequestRefused(new RequestRefusal(
                Kind.RATE_LIMITED,
                429,
                "Rate limit reached for this API key: " + limit + ". Try again in "
                        + Math.max(1, (wait.toMillis() + 999) / 1000) + " s.",
                Optional.empty(),
                Optional.of("rate_limit_exceeded"),
                Optional.of(wait)));
    }

    /** An answer that was not complete in the time that it may take. */
    public static RequestRefused deadlineExceeded(Duration deadline) {
        return general(
                Kind.UNAVAILABLE,
                504,
                "The answer was not complete within the request's deadline of " + deadline.toMillis() / 1000.0
                        + " seconds.",
                "deadline_exceeded");
    }

    public static RequestRefused stopping() {
        return soon(Kind.UNAVAILABLE, 503, "The server is being stopped.", "server_stopping");
    }

    private static RequestRefused soon(Kind kind, int status, String message, String code) {
        return new RequestRefused(
                new RequestRefusal(kind, status, message, Optional.empty(), Optional.of(code), Optional.of(SOON)));
    }

    /** Something that broke in the server while it worked on the request. */
    public static RequestRefused fault(String message) {
        return new RequestRefused(Kind.FAULT, 500, message, Optional.empty(), Optional.empty());
    }
}
