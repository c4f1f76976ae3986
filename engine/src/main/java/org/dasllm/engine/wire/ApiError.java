package org.dasllm.engine.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** A request that is refused, as OpenAI's clients expect to be told. */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private ApiError(int status, String type, String message, @Nullable String param, @Nullable String code) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    private static ApiError request(int status, String message, @Nullable String param, @Nullable String code) {
        return new ApiError(status, "invalid_request_error", message, param, code);
    }

    static ApiError invalid(String param, String message) {
        return request(400, message, param, "invalid_value");
    }

    static ApiError missing(String param) {
        return request(400, "Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static ApiError unsupported(String param, String message) {
        return request(400, message, param, "unsupported_parameter");
    }

    /** A body that is no JSON object. */
    public static ApiError unreadable(String reason) {
        return request(400, "The body of the request is not a valid JSON object: " + reason, null, null);
    }

    /** A conversation that the model's chat template cannot write. */
    public static ApiError conversation(String reason) {
        return request(400, reason, "messages", "invalid_value");
    }

    public static ApiError contextLength(int context, int promptTokens, long completionTokens) {
        return request(
                400,
                "This model's maximum context length is " + context + " tokens. However, you requested "
                        + (promptTokens + completionTokens) + " tokens (" + promptTokens + " in the messages, "
                        + completionTokens + " in the completion). Please reduce the length of the messages or of the"
                        + " completion.",
                "messages",
                "context_length_exceeded");
    }

    public static ApiError unauthorized(boolean given) {
        return request(
                401,
                given
                        ? "The API key is not the one of this server."
                        : "No API key was given. Send it in the header: Authorization: Bearer <key>.",
                null,
                "invalid_api_key");
    }

    public static ApiError unknownModel(String model) {
        return request(404, "The model '" + model + "' does not exist.", "model", "model_not_found");
    }

    public static ApiError unknownAddress(String method, String path) {
        return request(404, "Unknown request URL: " + method + " " + path + ".", null, "unknown_url");
    }

    public static ApiError wrongMethod(String method, String path, String allowed) {
        return request(
                405,
                "Not allowed to " + method + " on " + path + "; use " + allowed + ".",
                null,
                "method_not_supported");
    }

    public static ApiError tooLarge(long limit) {
        return request(413, "The body of the request is larger than " + limit + " bytes.", null, "request_too_large");
    }

    public static ApiError wrongContentType() {
        return request(
                415,
                "The body must be JSON: send the header Content-Type: application/json.",
                null,
                "unsupported_media_type");
    }

    public static ApiError queueFull() {
        return new ApiError(
                429,
                "requests",
                "All places are taken and the queue is full. Try again soon.",
                null,
                "rate_limit_exceeded");
    }

    public static ApiError stopping() {
        return new ApiError(503, "server_error", "The server is being stopped.", null, "server_stopping");
    }

    /** What went wrong in the server while it worked on one request. */
    public static ApiError of(Throwable fault) {
        return fault(GenerationEvent.Failed.of(fault).message());
    }

    public static ApiError fault(String message) {
        return new ApiError(500, "server_error", message, null, null);
    }

    public int status() {
        return status;
    }

    /** Whether the same request may succeed a little later. */
    public boolean retry() {
        return status == 429 || status == 503;
    }

    /** {@code {"error": {message, type, param, code}}}. */
    public ObjectNode body() {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
