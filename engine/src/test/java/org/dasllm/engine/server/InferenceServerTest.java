package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers: the same text, however it is asked for and whoever else asks. */
final class InferenceServerTest {
    @TempDir
    static Path dir;

    private static Tokenizer tokenizer;
    private static LanguageModel model;
    private static InferenceServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        tokenizer = ByteTokenizer.in(dir);
        ModelConfig config = ModelConfig.llama(ByteTokenizer.SIZE, 16, 32, 2, 4, 2, 256);
        model = LanguageModel.random(new ReferenceDevice(), config, 7);
        // First values are small, and a model of them repeats itself: larger ones make it say different things.
        model.trainableParameters().values().forEach(weight -> {
            float[] values = weight.read();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 8;
            }
            weight.write(values);
        });
        server = InferenceServer.start(LocalServing.as("tiny"), model, tokenizer, ChatTemplate.load(dir));
        client = new Client(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
        tokenizer.close();
    }

    @Test
    void answersInTheFormOfChatCompletions() {
        HttpResponse<String> response = client.ask("hello", ", \"max_tokens\": 5, \"temperature\": 0");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
        JsonNode body = Client.json(response);
        assertThat(body.path("id").asText()).startsWith("chatcmpl-");
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("model").asText()).isEqualTo("tiny");
        assertThat(body.at("/choices").size()).isEqualTo(1);
        assertThat(body.at("/choices/0/index").asInt(-1)).isZero();
        assertThat(body.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(body.at("/choices/0/message/content").isTextual()).isTrue();
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo("hello\n".length());
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(11);
    }

    @Test
    void streamsTheSameText() {
        String whole = client.text("a story", ", \"max_tokens\": 60, \"temperature\": 0");
        HttpResponse<String> response =
                client.ask("a story", ", \"max_tokens\": 60, \"temperature\": 0, \"stream\": true");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        List<JsonNode> chunks = Client.chunks(response.body());
        assertThat(whole).isNotEmpty();
        assertThat(Client.streamed(chunks)).isEqualTo(whole);
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.get(0).path("id"));
            assertThat(chunk.has("usage")).isFalse();
        });
    }

    @Test
    void tellsUsageInOneLastChunkWithoutChoices() {
        HttpResponse<String> response = client.ask(
                "hello",
                ", \"max_tokens\": 4, \"temperature\": 0, \"stream\": true, \"stream_options\": {\"include_usage\": true}");
        List<JsonNode> chunks = Client.chunks(response.body());
        JsonNode last = chunks.remove(chunks.size() - 1);
        assertThat(last.path("choices").isArray()).isTrue();
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(4);
        assertThat(last.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
        assertThat(chunks).isNotEmpty().allSatisfy(chunk -> {
            assertThat(chunk.path("choices")).hasSize(1);
            assertThat(chunk.path("usage").isNull()).isTrue();
        });
    }

    @Test
    void answersSixteenAtATimeAsItAnswersOneByOne() {
        String greedy = ", \"max_tokens\": 24, \"temperature\": 0";
        List<String> prompts = IntStream.range(0, 16)
                .mapToObj(i -> "prompt " + i + " " + "x".repeat(3 * i))
                .toList();
        List<String> oneByOne =
                prompts.stream().map(prompt -> client.text(prompt, greedy)).toList();
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        prompts.forEach(prompt -> asked.add(client.askLater(prompt, greedy)));
        List<String> together = asked.stream()
                .map(CompletableFuture::join)
                .map(response ->
                        Client.json(response).at("/choices/0/message/content").asText())
                .toList();
        assertThat(together).isEqualTo(oneByOne);
        assertThat(oneByOne.stream().distinct().count()).isGreaterThan(8);
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        String sampled = ", \"max_tokens\": 40, \"temperature\": 1.5, \"top_p\": 0.95, \"seed\": ";
        String first = client.text("hello", sampled + "1");
        assertThat(client.text("hello", sampled + "1")).isEqualTo(first);
        assertThat(client.text("hello", sampled + "2")).isNotEqualTo(first);
    }

    @Test
    void tellsProbabilities() {
        HttpResponse<String> response =
                client.ask("hello", ", \"max_tokens\": 3, \"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 2");
        JsonNode content = Client.json(response).at("/choices/0/logprobs/content");
        assertThat(content).hasSize(3).allSatisfy(token -> {
            assertThat(token.path("logprob").asDouble()).isNegative();
            assertThat(token.path("top_logprobs")).hasSize(2);
            // The most probable token is the one that temperature 0 takes.
            assertThat(token.at("/top_logprobs/0/logprob")).isEqualTo(token.path("logprob"));
            assertThat(token.at("/top_logprobs/1/logprob").asDouble())
                    .isLessThanOrEqualTo(token.path("logprob").asDouble());
        });
    }

    @Test
    void namesItsModel() {
        JsonNode list = Client.json(client.get("/v1/models"));
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.at("/data/0/id").asText()).isEqualTo("tiny");
        assertThat(Client.json(client.get("/v1/models/tiny")).path("object").asText())
                .isEqualTo("model");
        assertThat(client.get("/v1/models/other").statusCode()).isEqualTo(404);
    }

    @Test
    void listensOnLoopbackOnly() {
        assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void refusesAPortThatIsTaken() {
        ServeConfig taken = LocalServing.at(server.uri().getPort(), "tiny");
        assertThatThrownBy(() -> InferenceServer.start(taken, model, tokenizer, ChatTemplate.load(dir)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("Port " + server.uri().getPort());
    }
}
