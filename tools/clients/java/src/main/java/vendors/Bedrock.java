package vendors;

import static vendors.Checks.DAYS;
import static vendors.Checks.ESSAY;
import static vendors.Checks.QUESTION;
import static vendors.Checks.check;
import static vendors.Checks.json;
import static vendors.Checks.refused;
import static vendors.Checks.same;
import static vendors.Slots.busy;
import static vendors.Slots.free;
import static vendors.Slots.left;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatStructure;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolSpecification;

/** The AWS SDK: Converse, whole and as a stream. */
final class Bedrock {
    private Bedrock() {}

    static void ask(String url, String model) {
        try (BedrockRuntimeAsyncClient client = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none")))
                .build()) {
            Message turn = Message.builder().role("user").content(ContentBlock.fromText(QUESTION)).build();
            check("AWS SDK 2.59.1", "converse and converseStream", () -> {
                String whole = client.converse(request -> request.modelId(model)
                                .messages(turn)
                                .inferenceConfig(inference -> inference.maxTokens(20).temperature(0f)))
                        .get()
                        .output()
                        .message()
                        .content()
                        .stream()
                        .map(ContentBlock::text)
                        .collect(Collectors.joining());
                StringBuilder text = new StringBuilder();
                client.converseStream(
                                request -> request.modelId(model)
                                        .messages(turn)
                                        .inferenceConfig(inference ->
                                                inference.maxTokens(20).temperature(0f)),
                                ConverseStreamResponseHandler.builder()
                                        .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                                .onContentBlockDelta(
                                                        event -> text.append(event.delta().text()))
                                                .build())
                                        .build())
                        .get(300, TimeUnit.SECONDS);
                return same(text.toString(), whole);
            });
            check("AWS SDK 2.59.1", "tools: whole, streamed, their results", () -> tools(client, model, turn));
            check("AWS SDK 2.59.1", "structured output, usage", () -> structured(client, model, turn));
            check("AWS SDK 2.59.1", "leaves in the middle of a stream", () -> leaves(client, url, model, turn));
            check("AWS SDK 2.59.1", "an unknown model is refused", () -> refused(
                    java.util.concurrent.ExecutionException.class,
                    () -> client.converse(request -> request.modelId("other").messages(turn)).get()));
        }
    }

    private static OutputConfig bound(Map<String, Object> schema) {
        return OutputConfig.builder()
                .textFormat(format -> format.type(OutputFormatType.JSON_SCHEMA)
                        .structure(OutputFormatStructure.fromJsonSchema(definition -> definition
                                .name("answer")
                                .schema(json(schema)))))
                .build();
    }

    private static String structured(BedrockRuntimeAsyncClient client, String model, Message turn) throws Exception {
        var answer = client.converse(request -> request.modelId(model)
                        .messages(turn)
                        .outputConfig(bound(DAYS))
                        .inferenceConfig(inference -> inference.maxTokens(60).temperature(0f)))
                .get();
        same(answer.output().message().content().get(0).text().replaceAll("\\s|-?\\d+", ""), "{\"days\":}");
        var usage = answer.usage();
        if (usage.inputTokens() == 0 || usage.outputTokens() == 0) {
            throw new AssertionError("no tokens were counted: " + usage);
        }
        same(String.valueOf(usage.inputTokens() + usage.outputTokens()), String.valueOf(usage.totalTokens()));
        return usage.toString();
    }

    /** Cancels its subscription after the first piece of text, as an application does that has seen enough. */
    private static String leaves(BedrockRuntimeAsyncClient client, String url, String model, Message turn)
            throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<Void> stream = client.converseStream(
                request -> request.modelId(model)
                        .messages(turn)
                        .outputConfig(bound(ESSAY))
                        .inferenceConfig(inference -> inference.maxTokens(200).temperature(0f)),
                ConverseStreamResponseHandler.builder()
                        .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                .onContentBlockDelta(event -> first.complete(event.delta().text()))
                                .build())
                        .onError(first::completeExceptionally)
                        .build());
        first.get(300, TimeUnit.SECONDS);
        if (!busy(url)) {
            throw new AssertionError("the answer was over before the client left");
        }
        stream.cancel(true);
        return free(url);
    }

    private static String tools(BedrockRuntimeAsyncClient client, String model, Message turn) throws Exception {
        Document schema = Document.mapBuilder()
                .putString("type", "object")
                .putMap("properties", properties -> properties.putMap("days", days -> days.putString("type", "integer")))
                .putList("required", required -> required.addString("days"))
                .putBoolean("additionalProperties", false)
                .build();
        ToolConfiguration config = ToolConfiguration.builder()
                .tools(Tool.fromToolSpec(ToolSpecification.builder()
                        .name("delay")
                        .inputSchema(ToolInputSchema.fromJson(schema))
                        .build()))
                .toolChoice(ToolChoice.fromAny(any -> {}))
                .build();
        Message answer = client.converse(request -> request.modelId(model)
                        .messages(turn)
                        .toolConfig(config)
                        .inferenceConfig(inference -> inference.maxTokens(300).temperature(0f)))
                .get()
                .output()
                .message();
        String whole = answer.content().stream()
                .filter(block -> block.toolUse() != null)
                .map(block -> String.valueOf(block.toolUse().input().asMap().get("days").asNumber().intValue()))
                .collect(Collectors.joining("; "));
        StringBuilder pieces = new StringBuilder();
        client.converseStream(
                        request -> request.modelId(model)
                                .messages(turn)
                                .toolConfig(config)
                                .inferenceConfig(inference -> inference.maxTokens(300).temperature(0f)),
                        ConverseStreamResponseHandler.builder()
                                .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                        .onContentBlockDelta(event -> {
                                            if (event.delta().toolUse() != null) {
                                                pieces.append(event.delta().toolUse().input());
                                            }
                                        })
                                        .build())
                                .build())
                .get(300, TimeUnit.SECONDS);
        same(pieces.toString().replaceAll("[^0-9-]+", " ").trim().replace(" ", "; "), whole);
        List<ContentBlock> results = answer.content().stream()
                .filter(block -> block.toolUse() != null)
                .map(block -> ContentBlock.fromToolResult(result -> result.toolUseId(block.toolUse().toolUseId())
                        .content(ToolResultContentBlock.fromText("late"))))
                .toList();
        client.converse(request -> request.modelId(model)
                        .messages(turn, answer, Message.builder().role("user").content(results).build())
                        .toolConfig(config)
                        .inferenceConfig(inference -> inference.maxTokens(60).temperature(0f)))
                .get();
        return "days: " + whole;
    }
}
