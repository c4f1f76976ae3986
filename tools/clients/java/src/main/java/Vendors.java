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
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** The vendors' own Java clients against one server of ours: {@code Vendors URL MODEL}. Prints a table; exits with 1 where one heard wrong. */
public final class Vendors {
    private static final String QUESTION = "When does my card come?";

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
        System.out.println("| " + client + " | " + what + " | " + (ok ? "as it should be" : "NOT") + " | "
                + seen.replaceAll("\\s+", " ").substring(0, Math.min(160, seen.length())) + " |");
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

    public static void main(String[] arguments) {
        String url = arguments[0];
        String model = arguments[1];
        openai(url, model);
        anthropic(url, model);
        bedrock(url, model);
        langchain(url, model);
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
        check("anthropic-java 3.14.0", "an unknown model is refused", () -> refused(
                com.anthropic.errors.NotFoundException.class,
                () -> client.messages().create(asked.toBuilder().model("other").build())));
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
        }
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
}
