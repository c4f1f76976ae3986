import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.responses.ResponseCreateParams;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The vendors' own Java clients and LangChain4j ask at one address: {@code Gateway BASE KEY}. Prints what each made of every answer as lines
 * of a name, a tab and the outcome. Run by ../gateway.py.
 */
public final class Gateway {
    private static final String QUESTION = "When does my card come? Grüße";

    private static final Map<String, Object> DAYS = Map.of(
            "type", "object",
            "properties", Map.of("days", Map.of("type", "integer")),
            "required", List.of("days"),
            "additionalProperties", false);

    private final String base;
    private final String key;
    private final Map<String, Callable<Object>> questions = new LinkedHashMap<>();

    private Gateway(String base, String key) {
        this.base = base;
        this.key = key;
    }

    public static void main(String[] arguments) {
        Gateway gateway = new Gateway(arguments[0], arguments[1]);
        gateway.openai();
        gateway.anthropic();
        gateway.langchain();
        gateway.questions.forEach((name, question) ->
                System.out.println(name + "\t" + outcome(question).replaceAll("\\s+", " ")));
        System.exit(0);
    }

    private static String outcome(Callable<Object> question) {
        try {
            return String.valueOf(question.call());
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            return cause.getClass().getName()
                    + (cause instanceof com.openai.errors.OpenAIServiceException refused ? " " + refused.statusCode() : "")
                    + (cause instanceof com.anthropic.errors.AnthropicServiceException refused
                            ? " " + refused.statusCode()
                            : "");
        }
    }

    private void openai() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
        ChatCompletionCreateParams chat = ChatCompletionCreateParams.builder()
                .model("m")
                .addSystemMessage("Be brief.")
                .addUserMessage(QUESTION)
                .build();
        var parameters = com.openai.models.FunctionParameters.builder();
        DAYS.forEach((name, value) -> parameters.putAdditionalProperty(name, com.openai.core.JsonValue.from(value)));
        ChatCompletionCreateParams calling = chat.toBuilder()
                .addFunctionTool(com.openai.models.FunctionDefinition.builder()
                        .name("delay")
                        .parameters(parameters.build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .build();
        questions.put("openai-java, chat", () -> client.chat().completions().create(chat));
        questions.put("openai-java, chat, streamed", () -> streamed(client, chat));
        questions.put(
                "openai-java, chat, streamed with usage",
                () -> streamed(
                        client,
                        chat.toBuilder()
                                .streamOptions(ChatCompletionStreamOptions.builder()
                                        .includeUsage(true)
                                        .build())
                                .build()));
        questions.put("openai-java, tool", () -> client.chat().completions().create(calling));
        questions.put("openai-java, tool, streamed", () -> streamed(client, calling));
        questions.put("openai-java, left early", () -> {
            try (var stream = client.chat().completions().createStreaming(chat)) {
                return stream.stream().findFirst().orElseThrow();
            }
        });
        ResponseCreateParams response =
                ResponseCreateParams.builder().model("m").input(QUESTION).build();
        questions.put("openai-java, responses", () -> client.responses().create(response));
        questions.put("openai-java, responses, streamed", () -> {
            try (var stream = client.responses().createStreaming(response)) {
                return stream.stream().map(String::valueOf).collect(Collectors.joining(" "));
            }
        });
        questions.put("openai-java, no such address", () -> client.models().retrieve("nothing"));
    }

    private static String streamed(OpenAIClient client, ChatCompletionCreateParams asked) {
        try (var stream = client.chat().completions().createStreaming(asked)) {
            return stream.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
    }

    private void anthropic() {
        AnthropicClient client =
                AnthropicOkHttpClient.builder().baseUrl(base).apiKey(key).maxRetries(0).build();
        MessageCreateParams asked = MessageCreateParams.builder()
                .model("m")
                .system("Be brief.")
                .addUserMessage(QUESTION)
                .maxTokens(200)
                .build();
        var schema = com.anthropic.models.messages.Tool.InputSchema.builder();
        DAYS.forEach((name, value) -> {
            if (!name.equals("type")) { // the client writes it itself
                schema.putAdditionalProperty(name, com.anthropic.core.JsonValue.from(value));
            }
        });
        MessageCreateParams calling = asked.toBuilder()
                .addTool(com.anthropic.models.messages.Tool.builder()
                        .name("delay")
                        .inputSchema(schema.build())
                        .build())
                .toolChoice(com.anthropic.models.messages.ToolChoiceAny.builder().build())
                .build();
        questions.put("anthropic-java, messages", () -> client.messages().create(asked));
        questions.put("anthropic-java, messages, streamed", () -> streamed(client, asked));
        questions.put("anthropic-java, tool", () -> client.messages().create(calling));
        questions.put("anthropic-java, tool, streamed", () -> streamed(client, calling));
    }

    /** The events, and the text that they add up to. */
    private static String streamed(AnthropicClient client, MessageCreateParams asked) {
        try (var stream = client.messages().createStreaming(asked)) {
            var events = stream.stream().toList();
            String text = events.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(part -> part.delta().text().stream())
                    .map(part -> part.text())
                    .collect(Collectors.joining());
            return text + events.stream().map(String::valueOf).collect(Collectors.joining(" ", " ", ""));
        }
    }

    private void langchain() {
        ask(
                "LangChain4j by OpenAI",
                OpenAiChatModel.builder()
                        .baseUrl(base + "/v1")
                        .apiKey(key)
                        .modelName("m")
                        .maxRetries(0)
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .baseUrl(base + "/v1")
                        .apiKey(key)
                        .modelName("m")
                        .build());
        ask(
                "LangChain4j by Anthropic",
                AnthropicChatModel.builder()
                        .baseUrl(base + "/v1")
                        .apiKey(key)
                        .modelName("m")
                        .maxTokens(200)
                        .maxRetries(0)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .baseUrl(base + "/v1")
                        .apiKey(key)
                        .modelName("m")
                        .maxTokens(200)
                        .build());
    }

    private void ask(String client, ChatModel whole, StreamingChatModel streaming) {
        ChatRequest asked =
                ChatRequest.builder().messages(UserMessage.from(QUESTION)).build();
        ChatRequest calling = ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .toolSpecifications(ToolSpecification.builder()
                        .name("delay")
                        .parameters(JsonObjectSchema.builder()
                                .addIntegerProperty("days")
                                .required("days")
                                .build())
                        .build())
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        questions.put(client + ", whole", () -> told(whole.chat(asked)));
        questions.put(client + ", streamed", () -> streamed(streaming, asked));
        questions.put(client + ", tool", () -> told(whole.chat(calling)));
        questions.put(client + ", tool, streamed", () -> streamed(streaming, calling));
    }

    private static String told(ChatResponse response) {
        return response.aiMessage() + " " + response.tokenUsage() + " " + response.finishReason();
    }

    private static String streamed(StreamingChatModel chat, ChatRequest asked)
            throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
        CompletableFuture<String> end = new CompletableFuture<>();
        StringBuilder pieces = new StringBuilder();
        chat.chat(asked, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String more) {
                pieces.append(more).append('|');
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(pieces + " " + told(response));
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });
        return end.get(60, TimeUnit.SECONDS);
    }
}
