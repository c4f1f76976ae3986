package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.options.ServeOptions;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** The AWS SDK, which knows nothing of this project, asks a server of ours by nothing but another endpoint. */
final class BedrockClientTest {
    private static final String MODEL = "anthropic.claude-3-haiku-20240307-v1:0";

    private static Tokenizer tokenizer;
    private static LanguageModel model;
    private static InferenceServer server;
    private static BedrockRuntimeClient client;

    @CommandLine.Command
    static final class Command {
        @CommandLine.Mixin
        private ServeOptions options = new ServeOptions();
    }

    @BeforeAll
    static void start() {
        Path files = Path.of("demo/models/student-base");
        tokenizer = Tokenizer.load(files);
        model = LanguageModel.random(
                new ReferenceDevice(), ModelConfig.llama(tokenizer.vocabularySize(), 16, 32, 1, 4, 2, 256), 7);
        Command command = new Command();
        new CommandLine(command).parseArgs("--port=0", "--alias=" + MODEL);
        ServeConfig config = command.options.over(ConfigurationFile.defaults(ServeConfig.class));
        server = InferenceServer.start(config, model, tokenizer, ChatTemplate.load(files));
        client = BedrockRuntimeClient.builder()
                .endpointOverride(server.uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
        model.close();
        tokenizer.close();
    }

    private static ConverseRequest.Builder hello(String name) {
        return ConverseRequest.builder()
                .modelId(name)
                .messages(List.of(Message.builder()
                        .role(ConversationRole.USER)
                        .content(ContentBlock.fromText("hello"))
                        .build()));
    }

    @Test
    void converse() {
        ConverseResponse answer = client.converse(hello(MODEL)
                .inferenceConfig(inference -> inference.maxTokens(5).temperature(0f))
                .build());
        assertThat(answer.stopReason()).isIn(StopReason.MAX_TOKENS, StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isBetween(1, 5);
        assertThat(answer.usage().totalTokens())
                .isEqualTo(answer.usage().inputTokens() + answer.usage().outputTokens());
        assertThat(answer.metrics().latencyMs()).isNotNegative();
        assertThat(answer.output().message().role()).isEqualTo(ConversationRole.ASSISTANT);
    }

    @Test
    void aSchemaHolds() {
        ConverseResponse answer = client.converse(hello("dasllm")
                .outputConfig(config -> config.textFormat(format -> format.type(OutputFormatType.JSON_SCHEMA)
                        .structure(structure -> structure.jsonSchema(schema -> schema.schema(
                                "{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"}},\"required\":[\"ok\"],"
                                        + "\"additionalProperties\":false}")))))
                .build());
        assertThat(Json.parse(answer.output().message().content().get(0).text(), JsonNode.class, "the answer")
                        .path("ok")
                        .isBoolean())
                .isTrue();
    }

    @Test
    void refusalsAreTheVendorsExceptions() {
        assertThatThrownBy(() -> client.converse(hello(MODEL)
                        .additionalModelRequestFields(
                                Document.mapBuilder().putNumber("unknown", 5).build())
                        .build()))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("additionalModelRequestFields.unknown");
        assertThatThrownBy(() -> client.converse(hello("other").build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("The model 'other' does not exist")
                .satisfies(refused -> assertThat(((ResourceNotFoundException) refused).requestId())
                        .startsWith("req_"));
    }
}
