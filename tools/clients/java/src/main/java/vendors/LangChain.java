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

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** LangChain4j, by the protocols of OpenAI and of Anthropic. */
final class LangChain {
    private LangChain() {}

    static void ask(String url, String model) {
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
        check("LangChain4j 1.19.0, OpenAI", "tools and their result", () -> tools(OpenAiChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey("none")
                .modelName(model)
                .temperature(0.0)
                .maxRetries(0)
                .maxCompletionTokens(300)
                .build()));
        check("LangChain4j 1.19.0, Anthropic", "tools and their result", () -> tools(AnthropicChatModel.builder()
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
        further(url, model);
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

    private static void further(String url, String model) {
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

    private static String tools(dev.langchain4j.model.chat.ChatModel chat) {
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
