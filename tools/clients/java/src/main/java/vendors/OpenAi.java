package vendors;

import static vendors.Checks.DAYS;
import static vendors.Checks.ESSAY;
import static vendors.Checks.QUESTION;
import static vendors.Checks.check;
import static vendors.Checks.refused;
import static vendors.Checks.same;
import static vendors.Slots.left;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.stream.Collectors;

/** OpenAI's client: chat completions, Responses and embeddings. */
final class OpenAi {
    private OpenAi() {}

    static void ask(String url, String model) {
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
        tools(client, model);
        further(client, url, model);
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

    private static void tools(OpenAIClient client, String model) {
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
    }

    private static void further(OpenAIClient client, String url, String model) {
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
}
