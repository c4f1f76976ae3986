package vendors;

import static vendors.Checks.DAYS;
import static vendors.Checks.ESSAY;
import static vendors.Checks.QUESTION;
import static vendors.Checks.check;
import static vendors.Checks.refused;
import static vendors.Checks.same;
import static vendors.Slots.left;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Anthropic's client: Messages. */
final class Anthropic {
    private Anthropic() {}

    static void ask(String url, String model) {
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
        tools(client, asked);
        bound(client, url, asked);
        check("anthropic-java 3.14.0", "an unknown model is refused", () -> refused(
                com.anthropic.errors.NotFoundException.class,
                () -> client.messages().create(asked.toBuilder().model("other").build())));
    }

    private static void tools(AnthropicClient client, MessageCreateParams asked) {
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
    }

    private static void bound(AnthropicClient client, String url, MessageCreateParams asked) {
        check("anthropic-java 3.14.0", "structured output", () -> {
            var days = com.anthropic.models.messages.JsonOutputFormat.Schema.builder();
            DAYS.forEach((key, value) -> days.putAdditionalProperty(key, com.anthropic.core.JsonValue.from(value)));
            return same(
                    client.messages().create(asked.toBuilder()
                                    .maxTokens(60)
                                    .outputConfig(com.anthropic.models.messages.OutputConfig.builder()
                                            .format(com.anthropic.models.messages.JsonOutputFormat.builder()
                                                    .schema(days.build())
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
    }

    private static String used(com.anthropic.models.messages.Message message) {
        return message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .map(use -> use.name() + " " + use._input())
                .collect(Collectors.joining("; "));
    }
}
