package org.dasllm.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.teacher.AnswerContract;
import org.dasllm.harvest.teacher.PromptRequest;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/** A teacher that is asked by Converse. The SDK sends once: when to send again is the harvest's own business. */
final class ConverseTeacher implements Teacher {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Signs requests to an address of one's own, where no region is given. */
    private static final Region ANY = Region.US_EAST_1;

    private static final int OK = 200;
    private static final String TOKEN = "AWS_BEARER_TOKEN_BEDROCK";

    private final TeacherConfig config;
    private final AnswerContract contract;
    /** Not there where nothing is asked. */
    private final Optional<BedrockRuntimeClient> client;

    private ConverseTeacher(TeacherConfig config, AnswerContract contract, Optional<BedrockRuntimeClient> client) {
        this.config = config;
        this.contract = contract;
        this.client = client;
    }

    /** @throws DasllmException if AWS's ways lead to no key */
    ConverseTeacher(TeacherConfig config, AnswerContract contract) {
        this(config, contract, Optional.of(client(config)));
    }

    /** One that writes and names requests and reads answers, and cannot be asked. */
    static ConverseTeacher withoutKey(TeacherConfig config, AnswerContract contract) {
        return new ConverseTeacher(config, contract, Optional.empty());
    }

    private static BedrockRuntimeClient client(TeacherConfig config) {
        Duration timeout = Duration.ofMillis(Math.max(1, Math.round(config.timeoutSeconds() * 1000)));
        BedrockRuntimeClientBuilder builder = BedrockRuntimeClient.builder()
                .region(config.region() == null ? ANY : Region.of(config.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(timeout))
                .overrideConfiguration(
                        settings -> settings.apiCallTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (config.baseUrl() != null) {
            builder.endpointOverride(URI.create(config.baseUrl()));
        }
        if (System.getenv(TOKEN) == null) {
            requireCredentials(config);
        }
        return builder.build();
    }

    private static void requireCredentials(TeacherConfig config) {
        try (DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build()) {
            credentials.resolveCredentials();
        } catch (SdkException e) {
            throw DasllmException.input(
                    "There is no key of AWS for the teacher '" + config.model() + "'",
                    "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or " + TOKEN);
        }
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        return ConverseBody.write(PromptRequest.of(config, contract, prompt));
    }

    /** Over the address and the body; servers on this machine are the same on every port. */
    @Override
    public String hash(JsonNode request) {
        URI endpoint = config.endpoint();
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        String address = LOOPBACK.contains(host) ? "loopback" : host + ":" + endpoint.getPort();
        return Sha256.ofString(address + endpoint.getRawPath() + "\n" + Json.line(request));
    }

    @Override
    public ChatReply ask(JsonNode request) {
        BedrockRuntimeClient asked =
                client.orElseThrow(() -> new IllegalStateException("a teacher that only reads is not asked"));
        try {
            return ConverseAnswer.of(asked.converse(ConverseBody.read(request)));
        } catch (SdkException failure) {
            return ConverseFailure.of(failure, config);
        }
    }

    /** Of batches, whose answers come as bodies. */
    @Override
    public ChatReply read(int status, String body) {
        return status == OK ? ReceivedAnswer.of(body) : ConverseFailure.ofRecord(status, body);
    }
}
