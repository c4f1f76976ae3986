package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;

/**
 * A server of a small model with random weights, which says nonsense. It answers to {@code tiny}, and to {@code seed-0} and so on, whose
 * seeds are their numbers: not every protocol has a word for a seed.
 */
final class RandomServer implements AutoCloseable {
    static final int SEEDS = 20;
    static final int HIDDEN = 16;

    final Tokenizer tokenizer;
    final LanguageModel model;
    final Client client;
    private final InferenceServer server;

    RandomServer(Path dir) {
        this(dir, Map.of(), Optional.empty());
    }

    /** @param key what clients must send */
    RandomServer(Path dir, Map<String, ModelAlias> more, Optional<String> key) {
        tokenizer = ByteTokenizer.in(dir);
        model = LanguageModel.random(
                new ReferenceDevice(), ModelConfig.llama(ByteTokenizer.SIZE, HIDDEN, 32, 2, 4, 2, 256), 7);
        // First values are small, and a model of them repeats itself: larger ones make it say different things.
        model.trainableParameters().values().forEach(weight -> {
            float[] values = weight.read();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 8;
            }
            weight.write(values);
        });
        Map<String, ModelAlias> aliases = new TreeMap<>(more);
        IntStream.range(0, SEEDS)
                .forEach(seed -> aliases.put(
                        "seed-" + seed,
                        new ModelAlias(
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of((long) seed))));
        ServeConfig local = LocalServing.as("tiny");
        ServeConfig config = new ServeConfig(
                local.host(),
                local.port(),
                local.modelName(),
                local.slots(),
                local.queueLimit(),
                local.defaultMaxTokens(),
                local.contextLimit(),
                key.map(set -> "KEY"),
                local.maxRequestBytes(),
                local.stopSeconds(),
                local.quietSeconds(),
                local.deterministic(),
                local.enableThinking(),
                local.http(),
                local.operations(),
                aliases);
        Map<String, String> environment = key.map(set -> Map.of("KEY", set)).orElse(Map.of());
        server = InferenceServer.start(config, model, tokenizer, ChatTemplate.load(dir), Optional.empty(), environment);
        client = new Client(server.uri());
    }

    HttpRequest request(String path, String body, String... headers) {
        HttpRequest.Builder builder = client.request(path).header("Content-Type", "application/json");
        if (path.startsWith("/v1/messages")) {
            builder.header("anthropic-version", "2023-06-01");
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.setHeader(headers[i], headers[i + 1]);
        }
        return builder.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return client.send(request(path, body, headers));
    }

    /** The answer, which must be one. Quotes may be written as apostrophes. */
    JsonNode answer(String path, String body) {
        HttpResponse<String> response = post(path, body.replace('\'', '"'));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return Client.json(response);
    }

    /** The data of the events of a stream, without the word at its end; or its lines, where it is one of JSON. */
    List<JsonNode> events(String path, String body) {
        HttpResponse<String> response = post(path, body.replace('\'', '"'));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().split("\n", -1)) {
            String data = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
            if (data.startsWith("{")) {
                events.add(Json.parse(data, JsonNode.class, "an event"));
            }
        }
        return events;
    }

    @Override
    public void close() {
        server.close();
        model.close();
        tokenizer.close();
    }
}
