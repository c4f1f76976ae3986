package org.dasllm.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what came of a request that was not answered, in one line. */
final class ConverseFailure {
    private static final int LINE_CHARACTERS = 400;
    private static final String ADVICE = "Check AWS's key, region and model";

    private ConverseFailure() {}

    static ChatReply of(SdkException failure, TeacherConfig config) {
        return failure instanceof AwsServiceException refused ? refusal(refused) : lost(failure, config);
    }

    private static ChatReply refusal(AwsServiceException refused) {
        int status = refused.statusCode();
        String message = refused.awsErrorDetails() == null
                ? null
                : refused.awsErrorDetails().errorMessage();
        String name = refused.awsErrorDetails() == null
                ? null
                : refused.awsErrorDetails().errorCode();
        return refusal(status, name, message, retryAfter(refused), Optional.ofNullable(refused.requestId()));
    }

    private static ChatReply refusal(
            int status,
            @Nullable String name,
            @Nullable String message,
            Optional<Duration> retryAfter,
            Optional<String> requestId) {
        Remedy remedy = remedy(status);
        return new ChatReply.Failed(
                remedy,
                status,
                line("HTTP " + status + (name == null ? "" : " " + name) + ": "
                        + (message == null ? "(no message)" : message)),
                retryAfter,
                null,
                remedy == Remedy.STOP ? ADVICE : null,
                requestId);
    }

    /**
     * The same for a record of a batch.
     *
     * @param error with its {@code errorMessage}
     */
    static ChatReply ofRecord(int status, String error) {
        @Nullable String message;
        try {
            message = Json.mapper().readTree(error).path("errorMessage").textValue();
        } catch (JsonProcessingException e) {
            message = error;
        }
        return refusal(status, null, message, Optional.empty(), Optional.empty());
    }

    /** 424 is the model's own failure, which passes. */
    private static Remedy remedy(int status) {
        return switch (status) {
            case 408, 409, 424, 425, 429 -> Remedy.RETRY;
            case 401, 403, 404 -> Remedy.STOP;
            default -> status >= 500 ? Remedy.RETRY : Remedy.NONE;
        };
    }

    private static Optional<Duration> retryAfter(AwsServiceException refused) {
        if (refused.awsErrorDetails() == null || refused.awsErrorDetails().sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return refused.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** No response, or none that could be read: it may have been paid for, unless nobody was there. */
    private static ChatReply lost(SdkException failure, TeacherConfig config) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return new ChatReply.Failed(
                        Remedy.RECONNECT,
                        null,
                        "nobody answers at " + config.address(),
                        Optional.empty(),
                        null,
                        "Check the network, region and base_url");
            }
        }
        return new ChatReply.Failed(
                Remedy.RETRY, null, line(String.valueOf(failure.getMessage())), Optional.empty(), null, null);
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.substring(0, Math.min(line.length(), LINE_CHARACTERS));
    }
}
