import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
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

/** The vendors' own Java clients against one server of ours: {@code Vendors URL MODEL}. Prints a table; exits with 1 where one heard wrong. */
public final class Vendors {
    private static final String QUESTION = "When does my card come?";

    private static final Map<String, Object> DAYS = Map.of(
            "type", "object",
            "properties", Map.of("days", Map.of("type", "integer")),
            "required", List.of("days"),
            "additionalProperties", false);

    /** Makes an answer last. */
    private static final Map<String, Object> ESSAY = Map.of(
            "type", "object",
            "properties", Map.of("essay", Map.of("type", "string", "minLength", 150)),
            "required", List.of("essay"),
            "additionalProperties", false);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static boolean wrong;

    private Vendors() {}

    private static void check(String client, String what, Callable<String> question) {
        String seen;
        boolean ok = true;
        try {
            seen = question.call();
        } catch (Exception | AssertionError e) {
            seen = e.toString();
            ok = false;
            wrong = true;
        }
        String line = seen.replaceAll("\\s+", " ");
        System.out.println("| " + client + " | " + what + " | " + (ok ? "as it should be" : "NOT") + " | "
                + line.substring(0, Math.min(160, line.length())) + " |");
    }

    private static String same(String one, String other) {
        if (!Objects.equals(one, other)) {
            throw new AssertionError("'" + one + "' is not '" + other + "'");
        }
        return one;
    }

    private static String refused(Class<? extends Exception> kind, Callable<?> question) throws Exception {
        try {
            question.call();
        } catch (Exception e) {
            if (kind.isInstance(e)) {
                return e.getMessage();
            }
            throw e;
        }
        throw new AssertionError("was not refused");
    }

    private static boolean busy(String url) {
        try {
            HttpRequest asked = HttpRequest.newBuilder(URI.create(url + "/health")).build();
            return !HTTP.send(asked, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"active\":0");
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves a stream that goes on after its first piece; how long it takes until no slot is taken. */
    private static String left(String url, AutoCloseable stream, Iterator<?> pieces) throws Exception {
        pieces.next();
        if (!busy(url)) {
            throw new AssertionError("the answer was over before the client left");
        }
        stream.close();
        return free(url);
    }

    private static String free(String url) throws InterruptedException {
        long begun = System.nanoTime();
        while (busy(url)) {
            if (System.nanoTime() - begun > 30_000_000_000L) {
                throw new AssertionError("a slot is still taken");
            }
            Thread.sleep(20);
        }
        return "free after " + (System.nanoTime() - begun) / 1_000_000 + " ms";
    }

    public static void main(String[] arguments) {
        String url = arguments[0];
        String model = arguments[1];
        openai(url, model);
        anthropic(url, model);
        bedrock(url, model);
        langchain(url, model);
        langchainFurther(url, model);
        System.exit(wrong ? 1 : 0);
    }

    private static void openai(String url, String model) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey("none")
                .maxRetries(0)
                .build();
        check("openai-java 4.101.0", "chat: whole and streamed", () -> {
            ChatCompletionCreateParams asked = ChatCompletionCreateParams.builder()
                    .model(model)
                    .addUserMessage(QUESTION)
                    .temperature(0)
                    .maxCompletionTokens(20)
                    .build();
            String whole = client.chat().completions().create(asked).choices().get(0).message().content().orElse("");
            try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(asked)) {
                return same(
                        stream.stream()
                                .flatMap(chunk -> chunk.choices().stream())
                                .map(choice -> choice.delta().content().orElse(""))
                                .collect(Collectors.joining()),
                        whole);
            }
        });
        ResponseCreateParams asked = ResponseCreateParams.builder()
                .model(model)
                .input(QUESTION)
                .temperature(0.0)
                .maxOutputTokens(20)
                .build();
        check("openai-java 4.101.0", "responses: whole and streamed", () -> {
            String whole = client.responses().create(asked).output().stream()
                    .flatMap(item -> item.message().stream())
                    .flatMap(message -> message.content().stream())
                    .flatMap(content -> content.outputText().stream())
                    .map(text -> text.text())
                    .collect(Collectors.joining());
            try (com.openai.core.http.StreamResponse<ResponseStreamEvent> stream =
                    client.responses().createStreaming(asked)) {
                return same(
                        stream.stream()
                                .peek(event -> event.validate())
                                .flatMap(event -> event.outputTextDelta().stream())
                                .map(delta -> delta.delta())
                                .collect(Collectors.joining()),
                        whole);
            }
        });
        openaiTools(client, url, model);
        check("openai-java 4.101.0", "embeddings", () -> client
                .embeddings()
                .create(EmbeddingCreateParams.builder().model(model).input("card").build())
                .data()
                .get(0)
                .embedding()
                .size() + " dimensions");
        check("openai-java 4.101.0", "an unknown model is refused", () -> refused(
                com.openai.errors.NotFoundException.class,
                () -> client.responses().create(asked.toBuilder().model("other").build())));
    }

    private static void openaiTools(OpenAIClient client, String url, String model) {
        com.openai.models.FunctionParameters.Builder parameters = com.openai.models.FunctionParameters.builder();
        DAYS.forEach((key, value) -> parameters.putAdditionalProperty(key, com.openai.core.JsonValue.from(value)));
        ChatCompletionCreateParams asked = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(QUESTION)
                .addFunctionTool(com.openai.models.FunctionDefinition.builder()
                        .name("delay")
                        .parameters(parameters.build())
                        .build())
                .toolChoice(com.openai.models.chat.completions.ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .maxCompletionTokens(300)
                .build();
        check("openai-java 4.101.0", "tools: one only, its result", () -> {
            ChatCompletionCreateParams one = asked.toBuilder().parallelToolCalls(false).temperature(0).build();
            com.openai.models.chat.completions.ChatCompletionMessage message =
                    client.chat().completions().create(one).choices().get(0).message();
            String calls = calls(message);
            same(String.valueOf(message.toolCalls().orElseThrow().size()), "1");
            var result = com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
                    .toolCallId(message.toolCalls().get().get(0).asFunction().id())
                    .content("late")
                    .build();
            var after = client.chat().completions().create(one.toBuilder()
                    .addMessage(message)
                    .addMessage(result)
                    .toolChoice(com.openai.models.chat.completions.ChatCompletionToolChoiceOption.Auto.NONE)
                    .maxCompletionTokens(9)
                    .build());
            same(String.valueOf(after.choices().get(0).message().toolCalls().isEmpty()), "true");
            return calls;
        });
        check("openai-java 4.101.0", "several tools at once, streamed alike", () -> {
            for (long seed = 1; seed <= 12; seed++) {
                ChatCompletionCreateParams wild = asked.toBuilder().temperature(2).seed(seed).build();
                var whole = client.chat().completions().create(wild).choices().get(0);
                if (!whole.finishReason().asString().equals("tool_calls")) {
                    continue;
                }
                var together = com.openai.helpers.ChatCompletionAccumulator.create();
                try (var stream = client.chat().completions().createStreaming(wild)) {
                    stream.stream().forEach(together::accumulate);
                }
                same(calls(together.chatCompletion().choices().get(0).message()), calls(whole.message()));
                if (whole.message().toolCalls().orElseThrow().size() > 1) {
                    return calls(whole.message());
                }
            }
            throw new AssertionError("never more than one call");
        });
        check("openai-java 4.101.0", "log-probabilities, usage", () -> {
            var answer = client.chat().completions().create(ChatCompletionCreateParams.builder()
                    .model(model)
                    .addUserMessage(QUESTION)
                    .logprobs(true)
                    .topLogprobs(2)
                    .maxCompletionTokens(5)
                    .build());
            var scored = answer.choices().get(0).logprobs().orElseThrow().content().orElseThrow();
            same(String.valueOf(scored.get(0).topLogprobs().size()), "2");
            return same(String.valueOf(scored.size()), String.valueOf(answer.usage().orElseThrow().completionTokens()));
        });
        var schema = com.openai.models.ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        DAYS.forEach((key, value) -> schema.putAdditionalProperty(key, com.openai.core.JsonValue.from(value)));
        check("openai-java 4.101.0", "structured output", () -> client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessage(QUESTION)
                        .jsonSchemaResponseFormat(com.openai.models.ResponseFormatJsonSchema.JsonSchema.builder()
                                .name("days")
                                .schema(schema.build())
                                .strict(true)
                                .build())
                        .temperature(0)
                        .maxCompletionTokens(60)
                        .build())
                .choices().get(0).message().content()
                .map(text -> same(text.replaceAll("\\s|-?\\d+", ""), "{\"days\":}"))
                .orElseThrow());
        check("openai-java 4.101.0", "leaves in the middle of a stream", () -> {
            var essay = com.openai.models.ResponseFormatJsonSchema.JsonSchema.Schema.builder();
            ESSAY.forEach((key, value) -> essay.putAdditionalProperty(key, com.openai.core.JsonValue.from(value)));
            var stream = client.chat().completions().createStreaming(ChatCompletionCreateParams.builder()
                    .model(model)
                    .addUserMessage(QUESTION)
                    .jsonSchemaResponseFormat(com.openai.models.ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("essay")
                            .schema(essay.build())
                            .strict(true)
                            .build())
                    .maxCompletionTokens(200)
                    .build());
            return left(url, stream, stream.stream().iterator());
        });
    }

    /** Names and arguments, of which there must be some. */
    private static String calls(com.openai.models.chat.completions.ChatCompletionMessage message) {
        return message.toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction().function())
                .map(function -> function.name() + " " + function.arguments())
                .peek(call -> same(call.replaceAll("\\s|-?\\d+", ""), "delay{\"days\":}"))
                .collect(Collectors.joining("; "));
    }

    private static void anthropic(String url, String model) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey("none")
                .maxRetries(0)
                .build();
        MessageCreateParams asked = MessageCreateParams.builder()
                .model(model)
                .addUserMessage(QUESTION)
                .maxTokens(20)
                .putAdditionalBodyProperty("temperature", com.anthropic.core.JsonValue.from(0))
                .build();
        check("anthropic-java 3.14.0", "messages: whole and streamed, count_tokens", () -> {
            com.anthropic.models.messages.Message whole = client.messages().create(asked);
            long counted = client.messages()
                    .countTokens(MessageCountTokensParams.builder().model(model).addUserMessage(QUESTION).build())
                    .inputTokens();
            same(String.valueOf(counted), String.valueOf(whole.usage().inputTokens()));
            try (com.anthropic.core.http.StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(asked)) {
                return same(
                        stream.stream()
                                .flatMap(event -> event.contentBlockDelta().stream())
                                .flatMap(delta -> delta.delta().text().stream())
                                .map(text -> text.text())
                                .collect(Collectors.joining()),
                        whole.content().stream()
                                .flatMap(block -> block.text().stream())
                                .map(text -> text.text())
                                .collect(Collectors.joining()));
            }
        });
        var schema = com.anthropic.models.messages.Tool.InputSchema.builder();
        DAYS.forEach((key, value) -> {
            if (!key.equals("type")) { // the client writes it itself
                schema.putAdditionalProperty(key, com.anthropic.core.JsonValue.from(value));
            }
        });
        MessageCreateParams calling = asked.toBuilder()
                .maxTokens(60)
                .addTool(com.anthropic.models.messages.Tool.builder()
                        .name("delay")
                        .inputSchema(schema.build())
                        .build())
                .toolChoice(com.anthropic.models.messages.ToolChoiceAny.builder().disableParallelToolUse(true).build())
                .build();
        check("anthropic-java 3.14.0", "tools: one only, streamed, its result", () -> {
            var whole = client.messages().create(calling);
            var together = com.anthropic.helpers.MessageAccumulator.create();
            try (var stream = client.messages().createStreaming(calling)) {
                stream.stream().forEach(together::accumulate);
            }
            same(used(together.message()), used(whole));
            var use = whole.content().stream().flatMap(block -> block.toolUse().stream()).findFirst().orElseThrow();
            var result = com.anthropic.models.messages.ContentBlockParam.ofToolResult(
                    com.anthropic.models.messages.ToolResultBlockParam.builder().toolUseId(use.id()).content("late").build());
            var after = client.messages().create(calling.toBuilder()
                    .addMessage(whole)
                    .addUserMessageOfContentBlockParams(List.of(result))
                    .toolChoice(com.anthropic.models.messages.ToolChoiceNone.builder().build())
                    .maxTokens(9)
                    .build());
            same(used(after), "");
            return used(whole);
        });
        check("anthropic-java 3.14.0", "structured output", () -> {
            var bound = com.anthropic.models.messages.JsonOutputFormat.Schema.builder();
            DAYS.forEach((key, value) -> bound.putAdditionalProperty(key, com.anthropic.core.JsonValue.from(value)));
            return same(
                    client.messages().create(asked.toBuilder()
                                    .maxTokens(60)
                                    .outputConfig(com.anthropic.models.messages.OutputConfig.builder()
                                            .format(com.anthropic.models.messages.JsonOutputFormat.builder()
                                                    .schema(bound.build())
                                                    .build())
                                            .build())
                                    .build())
                            .content().get(0).asText().text().replaceAll("\\s|-?\\d+", ""),
                    "{\"days\":}");
        });
        check("anthropic-java 3.14.0", "leaves in the middle of a stream", () -> {
            var essay = com.anthropic.models.messages.JsonOutputFormat.Schema.builder();
            ESSAY.forEach((key, value) -> essay.putAdditionalProperty(key, com.anthropic.core.JsonValue.from(value)));
            var stream = client.messages().createStreaming(asked.toBuilder()
                    .maxTokens(200)
                    .outputConfig(com.anthropic.models.messages.OutputConfig.builder()
                            .format(com.anthropic.models.messages.JsonOutputFormat.builder()
                                    .schema(essay.build())
                                    .build())
                            .build())
                    .build());
            Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
            while (!events.next().isContentBlockStart()) {}
            return left(url, stream, events);
        });
        check("anthropic-java 3.14.0", "an unknown model is refused", () -> refused(
                com.anthropic.errors.NotFoundException.class,
                () -> client.messages().create(asked.toBuilder().model("other").build())));
    }

    private static String used(com.anthropic.models.messages.Message message) {
        return message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .map(use -> use.name() + " " + use._input())
                .collect(Collectors.joining("; "));
    }

    private static void bedrock(String url, String model) {
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

    private static String json(Object value) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
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

    private static void langchain(String url, String model) {
        check("LangChain4j 1.19.0, OpenAI", "chat: whole and streamed", () -> {
            String whole = OpenAiChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey("none")
                    .modelName(model)
                    .temperature(0.0)
                    .maxRetries(0)
                    .build()
                    .chat(QUESTION);
            CompletableFuture<String> streamed = new CompletableFuture<>();
            OpenAiStreamingChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey("none")
                    .modelName(model)
                    .temperature(0.0)
                    .build()
                    .chat(QUESTION, new StreamingChatResponseHandler() {
                        @Override
                        public void onPartialResponse(String more) {}

                        @Override
                        public void onCompleteResponse(ChatResponse response) {
                            streamed.complete(response.aiMessage().text());
                        }

                        @Override
                        public void onError(Throwable error) {
                            streamed.completeExceptionally(error);
                        }
                    });
            return same(streamed.get(300, TimeUnit.SECONDS), whole);
        });
        check("LangChain4j 1.19.0, OpenAI", "tools and their result", () -> langchainTools(OpenAiChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey("none")
                .modelName(model)
                .temperature(0.0)
                .maxRetries(0)
                .maxCompletionTokens(300)
                .build()));
        check("LangChain4j 1.19.0, Anthropic", "tools and their result", () -> langchainTools(AnthropicChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey("none")
                .modelName(model)
                .temperature(0.0)
                .maxTokens(300)
                .maxRetries(0)
                .build()));
        check("LangChain4j 1.19.0, Anthropic", "messages", () -> AnthropicChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey("none")
                .modelName(model)
                .temperature(0.0)
                .maxTokens(20)
                .maxRetries(0)
                .build()
                .chat(QUESTION));
    }

    private static ResponseFormat format(Map<String, Object> schema) {
        return ResponseFormat.builder()
                .type(dev.langchain4j.model.chat.request.ResponseFormatType.JSON)
                .jsonSchema(dev.langchain4j.model.chat.request.json.JsonSchema.builder()
                        .name("answer")
                        .rootElement(dev.langchain4j.model.chat.request.json.JsonRawSchema.from(json(schema)))
                        .build())
                .build();
    }

    private static void langchainFurther(String url, String model) {
        check("LangChain4j 1.19.0, OpenAI", "structured output", () -> same(
                OpenAiChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName(model)
                        .responseFormat(format(DAYS))
                        .strictJsonSchema(true)
                        .temperature(0.0)
                        .maxCompletionTokens(60)
                        .maxRetries(0)
                        .build()
                        .chat(QUESTION)
                        .replaceAll("\\s|-?\\d+", ""),
                "{\"days\":}"));
        check("LangChain4j 1.19.0, Anthropic", "structured output", () -> same(
                AnthropicChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName(model)
                        .responseFormat(format(DAYS))
                        .temperature(0.0)
                        .maxTokens(60)
                        .maxRetries(0)
                        .build()
                        .chat(QUESTION)
                        .replaceAll("\\s|-?\\d+", ""),
                "{\"days\":}"));
        check("LangChain4j 1.19.0, OpenAI", "log-probabilities, usage", () -> {
            var answer = OpenAiChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey("none")
                    .modelName(model)
                    .logprobs(true)
                    .topLogprobs(2)
                    .maxCompletionTokens(5)
                    .maxRetries(0)
                    .build()
                    .chat(dev.langchain4j.data.message.UserMessage.from(QUESTION));
            var scored = ((dev.langchain4j.model.openai.OpenAiChatResponseMetadata) answer.metadata()).logProbs();
            same(String.valueOf(scored.get(0).topLogprobs().size()), "2");
            return same(String.valueOf(scored.size()), String.valueOf(answer.tokenUsage().outputTokenCount()));
        });
        check("LangChain4j 1.19.0, Anthropic", "usage", () -> {
            var usage = AnthropicChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey("none")
                    .modelName(model)
                    .maxTokens(5)
                    .maxRetries(0)
                    .build()
                    .chat(dev.langchain4j.data.message.UserMessage.from(QUESTION))
                    .tokenUsage();
            if (usage.inputTokenCount() == 0 || usage.outputTokenCount() == 0) {
                throw new AssertionError("no tokens were counted: " + usage);
            }
            return usage.toString();
        });
        check("LangChain4j 1.19.0, OpenAI", "an unknown model is refused", () -> refused(
                dev.langchain4j.exception.ModelNotFoundException.class,
                () -> OpenAiChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName("other")
                        .maxRetries(0)
                        .build()
                        .chat(QUESTION)));
        check("LangChain4j 1.19.0, Anthropic", "an unknown model is refused", () -> refused(
                dev.langchain4j.exception.ModelNotFoundException.class,
                () -> AnthropicChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName("other")
                        .maxTokens(5)
                        .maxRetries(0)
                        .build()
                        .chat(QUESTION)));
        check("LangChain4j 1.19.0, OpenAI", "leaves in the middle of a stream", () -> leaves(
                url,
                OpenAiStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName(model)
                        .responseFormat(format(ESSAY))
                        .strictJsonSchema(true)
                        .maxCompletionTokens(200)
                        .build()));
        check("LangChain4j 1.19.0, Anthropic", "leaves in the middle of a stream", () -> leaves(
                url,
                dev.langchain4j.model.anthropic.AnthropicStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("none")
                        .modelName(model)
                        .responseFormat(format(ESSAY))
                        .maxTokens(200)
                        .build()));
    }

    /** Cancels at the first piece of text. */
    private static String leaves(String url, dev.langchain4j.model.chat.StreamingChatModel chat) throws Exception {
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        chat.chat(QUESTION, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(
                    dev.langchain4j.model.chat.response.PartialResponse more,
                    dev.langchain4j.model.chat.response.PartialResponseContext context) {
                if (!first.isDone()) {
                    boolean busy = busy(url);
                    context.streamingHandle().cancel();
                    first.complete(busy);
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                first.completeExceptionally(new AssertionError("the answer came to its end"));
            }

            @Override
            public void onError(Throwable error) {
                first.completeExceptionally(error);
            }
        });
        if (!first.get(300, TimeUnit.SECONDS)) {
            throw new AssertionError("the answer was over before the client left");
        }
        return free(url);
    }

    private static String langchainTools(dev.langchain4j.model.chat.ChatModel chat) {
        var tool = dev.langchain4j.agent.tool.ToolSpecification.builder()
                .name("delay")
                .parameters(dev.langchain4j.model.chat.request.json.JsonObjectSchema.builder()
                        .addIntegerProperty("days")
                        .required("days")
                        .build())
                .build();
        var question = dev.langchain4j.data.message.UserMessage.from(QUESTION);
        var answer = chat.chat(dev.langchain4j.model.chat.request.ChatRequest.builder()
                        .messages(question)
                        .toolSpecifications(tool)
                        .toolChoice(dev.langchain4j.model.chat.request.ToolChoice.REQUIRED)
                        .build())
                .aiMessage();
        List<dev.langchain4j.data.message.ChatMessage> turns = new java.util.ArrayList<>(List.of(question, answer));
        answer.toolExecutionRequests().forEach(call ->
                turns.add(dev.langchain4j.data.message.ToolExecutionResultMessage.from(call, "late")));
        if (turns.size() < 3) {
            throw new AssertionError("no call");
        }
        chat.chat(dev.langchain4j.model.chat.request.ChatRequest.builder()
                .messages(turns)
                .toolSpecifications(tool)
                .build());
        return answer.toolExecutionRequests().stream()
                .map(call -> call.name() + " " + call.arguments())
                .collect(Collectors.joining("; "));
    }
}
