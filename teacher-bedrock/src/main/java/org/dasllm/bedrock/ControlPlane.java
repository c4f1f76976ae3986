package org.dasllm.bedrock;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.batch.VendorUnavailable;
import org.dasllm.harvest.config.TeacherConfig;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;

/** The part of Bedrock that keeps jobs, asked once each time: when to ask again is the harvest's own business. */
final class ControlPlane {
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(60);
    private static final int LINE_CHARACTERS = 400;
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);
    private static final int SERVER_ERRORS = 500;
    /** Too many at once, or too many jobs waiting: these are not begun, and may be later. */
    private static final Set<String> TOO_MANY = Set.of("ThrottlingException", "ServiceQuotaExceededException");
    /** Something else is being done with the same job, such as making it. */
    private static final String CONFLICT = "ConflictException";

    private final String place;
    private final BedrockClient client;

    ControlPlane(TeacherConfig config, Region region) {
        Duration asked = Duration.ofMillis(Math.round(config.timeoutSeconds() * 1000));
        Duration timeout = asked.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : asked;
        BedrockClientBuilder builder = BedrockClient.builder()
                .region(region)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(timeout))
                .overrideConfiguration(
                        settings -> settings.apiCallTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (config.baseUrl() != null) {
            builder.endpointOverride(URI.create(config.baseUrl()));
        }
        this.place = config.baseUrl() == null ? "Amazon Bedrock in " + region.id() : config.baseUrl();
        this.client = builder.build();
    }

    /** What is asked for without a change; empty where there is no such thing. */
    <T> Optional<T> find(Function<BedrockClient, T> request) throws VendorUnavailable, InterruptedException {
        return ask(false, client -> {
            try {
                return Optional.of(request.apply(client));
            } catch (ResourceNotFoundException none) {
                return Optional.empty();
            }
        });
    }

    /** @param changes whether it may have been done, though no reply came */
    <T> T ask(boolean changes, Function<BedrockClient, T> request) throws VendorUnavailable, InterruptedException {
        try {
            return request.apply(client);
        } catch (AbortedException interrupted) {
            throw new InterruptedException(String.valueOf(interrupted.getMessage()));
        } catch (AwsServiceException refused) {
            throw refused(refused, changes);
        } catch (SdkException lost) {
            throw new VendorUnavailable(line(place + ": " + lost.getMessage()), changes && !nobodyThere(lost));
        }
    }

    private VendorUnavailable refused(AwsServiceException refused, boolean changes) {
        int status = refused.statusCode();
        String code = refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
        String message = refused.awsErrorDetails() == null
                ? refused.getMessage()
                : refused.awsErrorDetails().errorMessage();
        String what = line(place + " answers HTTP " + status + " " + code + ": " + message);
        if (TOO_MANY.contains(code)) {
            return new VendorUnavailable(what, false);
        }
        if (NOT_NOW.contains(status) || status >= SERVER_ERRORS || code.equals(CONFLICT)) {
            return new VendorUnavailable(what, changes);
        }
        throw DasllmException.input("The vendor refuses: " + what, advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "Check AWS's key and what it may do, and run the same command again";
            case 404 -> "Check region, model and base_url, and run the same command again";
            default -> "Correct the cause, and run the same command again";
        };
    }

    private static boolean nobodyThere(SdkException lost) {
        for (@Nullable Throwable cause = lost; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** A text of the vendor's on one line. */
    static String line(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.substring(0, Math.min(line.length(), LINE_CHARACTERS));
    }
}
