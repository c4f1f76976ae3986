package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered at OpenAI's addresses is what the vendor's own description of its API allows. */
final class ApiDescriptionTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String COMPLETIONS = "/v1/completions";

    @TempDir
    static Path dir;

    private static ApiDescription description;
    private static RandomServer server;

    @BeforeAll
    static void start() throws IOException {
        description = ApiDescription.read();
        server = new RandomServer(dir);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", 'logprobs': true, 'top_logprobs': 2",
                ", 'response_format': {'type': 'json_schema', 'json_schema': {'name': 'n', 'schema': {'type': 'boolean'}}}"
            })
    void chatCompletions(String more) {
        String body = "{'model': 'tiny', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'a'}]" + more;
        description.holds("CreateChatCompletionResponse", server.answer(CHAT, body + "}"));
        List<JsonNode> chunks =
                server.events(CHAT, body + ", 'stream': true, 'stream_options': {'include_usage': true}}");
        assertThat(chunks).hasSizeGreaterThan(3);
        chunks.forEach(chunk -> description.holds("CreateChatCompletionStreamResponse", chunk));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", 'instructions': 'be kind', 'metadata': {'a': 'b'}, 'temperature': 0.5, 'store': false",
                ", 'include': ['message.output_text.logprobs'], 'top_logprobs': 2",
                ", 'text': {'format': {'type': 'json_schema', 'name': 'n', 'schema': {'type': 'boolean'}, 'strict': true}}"
            })
    void responses(String more) {
        String body = "{'model': 'tiny', 'max_output_tokens': 16, 'input': 'a'" + more;
        JsonNode whole = server.answer(RESPONSES, body + "}");
        description.holds("Response", whole);
        List<JsonNode> events = server.events(RESPONSES, body + ", 'stream': true}");
        assertThat(events).hasSizeGreaterThan(8);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
            description.holds(event(events.get(i).path("type").asText()), events.get(i));
        }
    }

    /** What the description calls an event. */
    private static String event(String type) {
        return switch (type) {
            case "response.created" -> "ResponseCreatedEvent";
            case "response.in_progress" -> "ResponseInProgressEvent";
            case "response.output_item.added" -> "ResponseOutputItemAddedEvent";
            case "response.content_part.added" -> "ResponseContentPartAddedEvent";
            case "response.output_text.delta" -> "ResponseTextDeltaEvent";
            case "response.output_text.done" -> "ResponseTextDoneEvent";
            case "response.content_part.done" -> "ResponseContentPartDoneEvent";
            case "response.output_item.done" -> "ResponseOutputItemDoneEvent";
            case "response.completed" -> "ResponseCompletedEvent";
            case "response.incomplete" -> "ResponseIncompleteEvent";
            default -> throw new AssertionError("no event of the vendor's: " + type);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", 'logprobs': 3", ", 'n': 2", ", 'echo': true", ", 'max_tokens': 0, 'echo': true"})
    void completions(String more) {
        String body = "{'model': 'tiny', 'prompt': ['a', 'bc']" + more;
        description.holds("CreateCompletionResponse", server.answer(COMPLETIONS, body + "}"));
        List<JsonNode> chunks =
                server.events(COMPLETIONS, body + ", 'stream': true, 'stream_options': {'include_usage': true}}");
        assertThat(chunks).isNotEmpty();
        for (JsonNode chunk : chunks) {
            // The description has one form for both, and forgets that a piece has no reason for its end yet, and no
            // usage.
            chunk.path("choices").forEach(choice -> {
                if (choice.path("finish_reason").isNull()) {
                    ((ObjectNode) choice).put("finish_reason", "stop");
                }
            });
            if (chunk.path("usage").isNull()) {
                ((ObjectNode) chunk).remove("usage");
            }
            description.holds("CreateCompletionResponse", chunk);
        }
    }

    @Test
    void embeddingsAndModels() {
        description.holds(
                "CreateEmbeddingResponse",
                server.answer("/v1/embeddings", "{'model': 'tiny', 'input': ['a', 'some more']}"));
        description.holds("ListModelsResponse", Client.json(server.client.get("/v1/models")));
        JsonNode counted = server.answer("/v1/responses/input_tokens", "{'model': 'tiny', 'input': 'abc'}");
        description.holds("TokenCountsResource", counted);
        assertThat(counted.path("input_tokens").asInt()).isEqualTo("abc\n".length());
        description.holds("Model", Client.json(server.client.get("/v1/models/seed-3")));
    }

    @Test
    void errors() {
        for (String path : List.of(CHAT, RESPONSES, COMPLETIONS, "/v1/embeddings", "/v1/nothing")) {
            JsonNode error = Client.json(server.post(path, "{\"model\": 7}"));
            description.holds("ErrorResponse", error);
        }
    }
}
