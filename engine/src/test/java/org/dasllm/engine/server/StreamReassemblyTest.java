package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In every protocol, five hundred seeded requests in all: the pieces of a streamed answer are the answer that is not streamed. */
final class StreamReassemblyTest {
    private static final List<String> PROMPTS =
            List.of("hello", "a story", "Grüße €😀", "{\\\"json\\\": 1}", "one\\ntwo\\nthree");

    @TempDir
    static Path dir;

    private static RandomServer server;

    @BeforeAll
    static void start() {
        server = new RandomServer(dir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private interface Ask {
        String body(String model, String prompt);
    }

    /** Text, why it ended and the tokens of the answer. */
    private record Heard(String text, String end, int tokens) {}

    private static void compare(
            String path, Ask ask, Function<JsonNode, Heard> whole, Function<List<JsonNode>, Heard> pieces) {
        int different = 0;
        String before = "";
        for (int seed = 0; seed < RandomServer.SEEDS; seed++) {
            for (String prompt : PROMPTS) {
                String body = ask.body("seed-" + seed, prompt);
                Heard one = whole.apply(server.answer(path, body + ", 'stream': false}"));
                Heard other = pieces.apply(server.events(path, body + ", 'stream': true}"));
                assertThat(other).as(body).isEqualTo(one);
                different += one.text.equals(before) ? 0 : 1;
                before = one.text;
            }
        }
        assertThat(different).as("answers that differ").isGreaterThan(50);
    }

    private static String joined(List<JsonNode> events, String pointer) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at(pointer).asText("")));
        return text.toString();
    }

    private static JsonNode last(List<JsonNode> events, String pointer) {
        return events.stream()
                .filter(event ->
                        !event.at(pointer).isMissingNode() && !event.at(pointer).isNull())
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    @Test
    void chatCompletions() {
        compare(
                "/v1/chat/completions",
                (model, prompt) -> "{'model': '" + model
                        + "', 'max_tokens': 12, 'messages': [{'role': 'user', 'content': \"" + prompt + "\"}]",
                answer -> new Heard(
                        answer.at("/choices/0/message/content").asText(),
                        answer.at("/choices/0/finish_reason").asText(),
                        0),
                events -> new Heard(
                        joined(events, "/choices/0/delta/content"),
                        last(events, "/choices/0/finish_reason")
                                .at("/choices/0/finish_reason")
                                .asText(),
                        0));
    }

    @Test
    void responses() {
        compare(
                "/v1/responses",
                (model, prompt) -> "{'model': '" + model + "', 'max_output_tokens': 12, 'input': \"" + prompt + "\"",
                StreamReassemblyTest::response,
                events -> {
                    Heard end = response(
                            last(events, "/response/usage/output_tokens").path("response"));
                    assertThat(joined(
                                    events.stream()
                                            .filter(event ->
                                                    event.path("type").asText().equals("response.output_text.delta"))
                                            .toList(),
                                    "/delta"))
                            .isEqualTo(end.text);
                    return end;
                });
    }

    private static Heard response(JsonNode response) {
        return new Heard(
                response.at("/output/0/content/0/text").asText(),
                response.path("status").asText(),
                response.at("/usage/output_tokens").asInt());
    }

    @Test
    void completions() {
        compare(
                "/v1/completions",
                (model, prompt) ->
                        "{'model': '" + model + "', 'max_tokens': 12, 'echo': true, 'prompt': \"" + prompt + "\"",
                answer -> new Heard(
                        answer.at("/choices/0/text").asText(),
                        answer.at("/choices/0/finish_reason").asText(),
                        0),
                events -> new Heard(
                        joined(events, "/choices/0/text"),
                        last(events, "/choices/0/finish_reason")
                                .at("/choices/0/finish_reason")
                                .asText(),
                        0));
    }

    @Test
    void messages() {
        compare(
                "/v1/messages",
                (model, prompt) -> "{'model': '" + model
                        + "', 'max_tokens': 12, 'messages': [{'role': 'user', 'content': \"" + prompt + "\"}]",
                answer -> new Heard(
                        answer.at("/content/0/text").asText(),
                        answer.path("stop_reason").asText(),
                        answer.at("/usage/output_tokens").asInt()),
                events -> new Heard(
                        joined(events, "/delta/text"),
                        last(events, "/delta/stop_reason")
                                .at("/delta/stop_reason")
                                .asText(),
                        last(events, "/usage/output_tokens")
                                .at("/usage/output_tokens")
                                .asInt()));
    }

    @Test
    void ollamasChat() {
        compare(
                "/api/chat",
                (model, prompt) -> "{'model': '" + model
                        + "', 'options': {'num_predict': 12}, 'messages': [{'role': 'user', 'content': \"" + prompt
                        + "\"}]",
                answer -> new Heard(
                        answer.at("/message/content").asText(),
                        answer.path("done_reason").asText(),
                        answer.path("eval_count").asInt()),
                events -> {
                    String text = joined(events, "/message/content");
                    JsonNode end = events.get(events.size() - 1);
                    assertThat(end.path("done").asBoolean()).isTrue();
                    return new Heard(
                            text,
                            end.path("done_reason").asText(),
                            end.path("eval_count").asInt());
                });
    }

    @Test
    void aStopTextIsNamedWhereTheProtocolNamesIt() {
        int named = 0;
        for (int seed = 0; seed < RandomServer.SEEDS; seed++) {
            String asked =
                    "{'model': 'seed-" + seed + "', 'max_tokens': 40, 'messages': [{'role': 'user', 'content': 'a'}]";
            String text = server.answer("/v1/messages", asked + "}")
                    .at("/content/0/text")
                    .asText();
            String stop = text.chars()
                    .filter(c -> c > ' ' && c < '\u007f' && c != '"' && c != '\\' && c != '\'')
                    .mapToObj(Character::toString)
                    .findFirst()
                    .orElse("");
            if (stop.isEmpty()) {
                continue;
            }
            named++;
            String stopped = asked + ", 'stop_sequences': ['" + stop + "']";
            JsonNode whole = server.answer("/v1/messages", stopped + "}");
            assertThat(whole.path("stop_reason").asText()).isEqualTo("stop_sequence");
            assertThat(whole.path("stop_sequence").asText()).isEqualTo(stop);
            assertThat(last(server.events("/v1/messages", stopped + ", 'stream': true}"), "/delta/stop_sequence")
                            .at("/delta/stop_sequence")
                            .asText())
                    .isEqualTo(stop);
        }
        assertThat(named).isGreaterThan(5);
    }

    @Test
    void converse() throws Exception {
        for (int seed = 0; seed < RandomServer.SEEDS; seed++) {
            for (String prompt : PROMPTS) {
                String body =
                        ("{'inferenceConfig': {'maxTokens': 12}, 'messages': [{'role': 'user', 'content': [{'text': \""
                                        + prompt + "\"}]}]}")
                                .replace('\'', '"');
                JsonNode whole = server.answer("/model/seed-" + seed + "/converse", body);
                HttpResponse<byte[]> streamed =
                        server.client.bytes(server.request("/model/seed-" + seed + "/converse-stream", body));
                assertThat(streamed.headers().firstValue("Content-Type"))
                        .hasValue("application/vnd.amazon.eventstream");
                List<Map.Entry<String, JsonNode>> events = EventFrames.read(streamed.body());
                StringBuilder text = new StringBuilder();
                events.forEach(
                        event -> text.append(event.getValue().at("/delta/text").asText("")));
                assertThat(text.toString())
                        .isEqualTo(whole.at("/output/message/content/0/text").asText());
                assertThat(events.get(0).getKey()).isEqualTo("messageStart");
                assertThat(events.get(events.size() - 2).getValue().path("stopReason"))
                        .isEqualTo(whole.path("stopReason"));
                assertThat(Json.line(events.get(events.size() - 1).getValue().path("usage")))
                        .isEqualTo(Json.line(whole.path("usage")));
            }
        }
    }
}
