package org.dasllm.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the fake vendor sends is held against OpenAI's own description of its API. */
class VendorFormatTest {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String QUESTION = """
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}]""";

    private static Optional<JsonNode> description = Optional.empty();

    @BeforeAll
    static void readTheDescription() throws IOException {
        Path file = Path.of(System.getProperty("dasllm.shared", "../shared"), "data/openapi/openai-openapi.yaml");
        if (Files.exists(file)) {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(16 << 20);
            try (Reader reader = Files.newBufferedReader(file)) {
                Object tree = new Yaml(new SafeConstructor(options)).load(reader);
                description = Optional.of(Json.mapper().valueToTree(tree));
            }
        }
    }

    /** A schema of the description with all that it refers to. */
    private static JsonSchema schema(String name) {
        Assumptions.assumeTrue(description.isPresent(), "shared/data/openapi is absent");
        JsonNode schemas = description.orElseThrow().at("/components/schemas");
        ObjectNode root = Json.mapper().createObjectNode().put("$ref", SCHEMAS + name);
        ObjectNode kept = root.putObject("components").putObject("schemas");
        Set<String> seen = new LinkedHashSet<>(Set.of(name));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String next = open.remove();
            kept.set(next, nullable(schemas.path(next).deepCopy()));
            for (JsonNode reference : schemas.path(next).findValues("$ref")) {
                String target = reference.asText().substring(SCHEMAS.length());
                if (reference.asText().startsWith(SCHEMAS) && seen.add(target)) {
                    open.add(target);
                }
            }
        }
        return JsonSchema.compile(root);
    }

    /** Older parts of the description say in a word of OpenAPI's own, which JSON Schema does not have, that a value may be null. */
    private static JsonNode nullable(JsonNode schema) {
        schema.forEach(VendorFormatTest::nullable);
        if (schema instanceof ObjectNode object && object.path("nullable").asBoolean()) {
            if (object.path("type").isTextual()) {
                String type = object.path("type").asText();
                object.putArray("type").add(type).add("null");
            }
            if (object.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        }
        return schema;
    }

    private static HttpResponse<String> post(FakeProvider provider, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(provider.url() + path))
                                .header("anthropic-version", "2023-06-01")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void holds(String schema, String body) {
        assertThat(schema(schema).violations(Json.parse(body, JsonNode.class, "the fake vendor")))
                .as(body)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | ",
                "NONE | , \"logprobs\": true, \"top_logprobs\": 3",
                "NONE | , \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {}}}], \"tool_choice\": \"required\"",
                "REFUSAL | ",
                "FILTER | ",
                "TRUNCATION | "
            })
    void chatCompletions(Fault fault, String more) throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(FaultSchedule.first(fault)))) {
            String rest = more == null ? "" : more;
            String whole = post(provider, "/v1/chat/completions", "{\"model\": \"m\", " + QUESTION + rest + "}")
                    .body();
            holds("CreateChatCompletionResponse", whole);
            String streamed = post(
                            provider,
                            "/v1/chat/completions",
                            "{\"model\": \"m\", \"stream\": true, " + QUESTION + rest + "}")
                    .body();
            assertThat(streamed).endsWith("data: [DONE]\n\n");
            streamed.lines()
                    .filter(line -> line.startsWith("data: {"))
                    .forEach(line -> holds("CreateChatCompletionStreamResponse", line.substring("data: ".length())));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | ",
                "NONE | , \"include\": [\"message.output_text.logprobs\"], \"top_logprobs\": 2",
                "NONE | , \"tools\": [{\"type\": \"function\", \"name\": \"f\", \"parameters\": {}}], \"tool_choice\": \"required\"",
                "REFUSAL | ",
                "FILTER | ",
                "TRUNCATION | "
            })
    void responses(Fault fault, String more) throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(FaultSchedule.first(fault)))) {
            String rest = "\"input\": \"hello\"" + (more == null ? "" : more) + "}";
            holds(
                    "Response",
                    post(provider, "/v1/responses", "{\"model\": \"m\", " + rest)
                            .body());
            String streamed = post(provider, "/v1/responses", "{\"model\": \"m\", \"stream\": true, " + rest)
                    .body();
            assertThat(streamed).contains("event: response.created\n", "event: response.output_item.done\n");
            streamed.lines()
                    .filter(line -> line.startsWith("data: "))
                    // As recorded; the description knows no usage that is not there yet.
                    .map(line -> line.substring("data: ".length()).replace(",\"usage\":null", ""))
                    .forEach(line -> holds("ResponseStreamEvent", line));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RATE_LIMIT", "SERVER_ERROR", "UNAVAILABLE", "OVERLOADED"})
    void errors(Fault fault) throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(FaultSchedule.first(fault)))) {
            HttpResponse<String> response =
                    post(provider, "/v1/chat/completions", "{\"model\": \"m\", " + QUESTION + "}");
            assertThat(response.statusCode()).isGreaterThanOrEqualTo(429);
            holds("ErrorResponse", response.body());
            if (fault == Fault.RATE_LIMIT) {
                assertThat(response.headers().map())
                        .containsKeys("retry-after", "x-ratelimit-remaining-requests", "x-ratelimit-reset-tokens");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, choices/0/message/content",
        "/v1/responses, output/0/content/0/text",
        "/openai/v1/chat/completions, choices/0/message/content",
        "/openai/deployments/d/chat/completions?api-version=2024-10-21, choices/0/message/content",
        "/v1/messages, content/0/text",
        "/v1beta/models/m:generateContent, candidates/0/content/parts/0/text",
        "/model/m/converse, output/message/content/0/text"
    })
    void theSameIsAnsweredAndBilledInEveryProtocol(String path, String place) throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            String body = switch (path.replaceAll(".*[/:]|\\?.*", "")) {
                case "responses" -> "{\"model\": \"m\", \"input\": \"hello\"}";
                case "generateContent" -> "{\"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"hello\"}]}]}";
                case "converse" -> "{\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"hello\"}]}]}";
                default ->
                    "{\"model\": \"m\", \"max_tokens\": 50, \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
            };
            JsonNode answer = Json.parse(post(provider, path, body).body(), JsonNode.class, path);
            assertThat(answer.at("/" + place).asText()).isEqualTo("answer to: hello");
            Bill bill = provider.bill();
            assertThat(bill.counts()).isEqualTo(new Told.Counts(2, 0, 4, 0));
            // 2 at 2.50 and 4 at 10 for a million.
            assertThat(bill.money()).isEqualByComparingTo("0.000045");
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aScheduleIsTheSameInWhateverOrderRequestsCome(Fault fault) {
        FaultSchedule schedule = FaultSchedule.seeded(3, Map.of(fault, 0.25));
        long faulty = LongStream.range(0, 4000)
                .filter(request -> schedule.of(request, 1) == fault)
                .count();
        assertThat(faulty).isBetween(fault == Fault.NONE ? 4000L : 900L, fault == Fault.NONE ? 4000L : 1100L);
        assertThat(schedule.of(17, 2)).isEqualTo(schedule.of(17, 2));
    }
}
