package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Models that know nothing, asked to call random tools over HTTP: in each syntax every call is valid, streamed or not. */
final class ToolAnswerTest {
    private static final int REQUESTS = 24;

    @TempDir
    static Path dir;

    @TestFactory
    Stream<DynamicTest> everyCallIsValidAndStreamsAreTheSame() {
        return ToolTemplates.ALL.stream()
                .map(template -> DynamicTest.dynamicTest(template.name(), () -> {
                    Path own = dir.resolve(template.name());
                    assertThat(own.toFile().mkdirs()).isTrue();
                    try (Serving serving = new Serving(own, template)) {
                        check(serving);
                        checkFreeChoice(serving);
                    }
                }));
    }

    private static void check(Serving serving) {
        List<String> wrong = new ArrayList<>();
        int complete = 0;
        int several = 0;
        for (int seed = 0; seed < REQUESTS; seed++) {
            RandomTools tools = RandomTools.of(new Random(seed));
            String asked =
                    ", \"max_tokens\": 400, \"temperature\": 2, \"seed\": " + new Random(seed).nextInt(1_000_000_000)
                            + ", \"tools\": " + tools.json() + ", \"tool_choice\": " + tools.choice();
            JsonNode body = Client.json(serving.client.ask("x", asked));
            JsonNode choice = body.at("/choices/0");
            assertThat(body.has("error")).as("%s", body).isFalse();
            boolean whole = choice.path("finish_reason").asText().equals("tool_calls");
            complete += whole ? 1 : 0;
            JsonNode calls = choice.at("/message/tool_calls");
            several += calls.size() > 1 ? 1 : 0;
            if (whole) {
                wrong.addAll(tools.faults(calls));
                assertThat(choice.at("/message/content").isNull())
                        .as("%s", body)
                        .isTrue();
            }
            Streamed streamed = Streamed.of(Client.chunks(
                    serving.client.ask("x", asked + ", \"stream\": true").body()));
            assertThat(streamed.finish()).isEqualTo(choice.path("finish_reason").asText());
            assertThat(streamed.calls()).isEqualTo(Streamed.written(calls));
            assertThat(streamed.content())
                    .isEqualTo(choice.at("/message/content").asText(""));
        }
        assertThat(wrong).isEmpty();
        assertThat(complete).isGreaterThan(REQUESTS * 2 / 3);
        assertThat(serving.parallel || several == 0).isTrue();
    }

    /** A model of random weights calls nothing but by chance; where it does, the call is bound all the same. */
    private static void checkFreeChoice(Serving serving) {
        int called = 0;
        for (int seed = 100; seed < 100 + REQUESTS; seed++) {
            RandomTools tools = RandomTools.of(new Random(seed)).withChoice("auto");
            String asked =
                    ", \"max_tokens\": 400, \"temperature\": 2, \"seed\": " + new Random(seed).nextInt(1_000_000_000)
                            + ", \"tools\": " + tools.json() + ", \"parallel_tool_calls\": false";
            JsonNode choice = Client.json(serving.client.ask("x", asked)).at("/choices/0");
            JsonNode calls = choice.at("/message/tool_calls");
            boolean whole = choice.path("finish_reason").asText().equals("tool_calls");
            called += whole ? 1 : 0;
            assertThat(calls.size()).isLessThanOrEqualTo(1);
            assertThat(whole ? tools.faults(calls) : List.of()).isEmpty();
            Streamed streamed = Streamed.of(Client.chunks(
                    serving.client.ask("x", asked + ", \"stream\": true").body()));
            assertThat(streamed.calls()).isEqualTo(Streamed.written(calls));
            assertThat(streamed.content())
                    .isEqualTo(choice.at("/message/content").asText(""));
        }
        assertThat(called).isBetween(serving.marked ? 1 : 0, REQUESTS - 1);
    }

    /** A server with a model of random weights and the tokens that the template's markers are. */
    private static final class Serving implements AutoCloseable {
        final Client client;
        final boolean parallel;
        final boolean marked;
        private final Tokenizer tokenizer;
        private final LanguageModel model;
        private final InferenceServer server;

        Serving(Path folder, ToolTemplates.Case template) {
            tokenizer = ByteTokenizer.in(folder, template.tokens());
            model = LanguageModel.random(
                    new ReferenceDevice(),
                    ModelConfig.llama(ByteTokenizer.SIZE + template.tokens().size(), 8, 16, 1, 2, 1, 4096),
                    7);
            ChatTemplate written = ChatTemplate.of(template.source(), "", "<|end|>");
            parallel = template.parallel();
            marked = !template.tokens().isEmpty();
            assertThat(new ToolCalling(tokenizer, written).inWords()).startsWith(template.syntax());
            server = InferenceServer.start(LocalServing.as("tiny"), model, tokenizer, written);
            client = new Client(server.uri());
        }

        @Override
        public void close() {
            server.close();
            model.close();
            tokenizer.close();
        }
    }

    /** What a client puts together of chunks. */
    private record Streamed(String content, List<String> calls, String finish) {
        static Streamed of(List<JsonNode> chunks) {
            StringBuilder content = new StringBuilder();
            Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
            String finish = "";
            for (JsonNode chunk : chunks) {
                JsonNode delta = chunk.at("/choices/0/delta");
                content.append(delta.path("content").asText(""));
                for (JsonNode call : delta.path("tool_calls")) {
                    StringBuilder text =
                            calls.computeIfAbsent(call.path("index").asInt(), any -> new StringBuilder());
                    if (call.has("id")) {
                        assertThat(call.at("/function/name").asText()).isNotEmpty();
                        text.append(call.at("/function/name").asText()).append(' ');
                    }
                    text.append(call.at("/function/arguments").asText());
                }
                finish = chunk.at("/choices/0/finish_reason").asText(finish);
            }
            return new Streamed(
                    content.toString(),
                    calls.values().stream().map(StringBuilder::toString).toList(),
                    finish);
        }

        static List<String> written(JsonNode calls) {
            List<String> written = new ArrayList<>();
            calls.forEach(call -> written.add(call.at("/function/name").asText() + " "
                    + call.at("/function/arguments").asText()));
            return written;
        }
    }

    /** Some functions with schemas of all kinds, and a choice among them that demands a call. */
    private record RandomTools(Map<String, JsonSchema> schemas, ArrayNode json, String choice) {
        private static final List<String> PARTS = List.of(
                "{'enum':['a','bé',7,null]}",
                "{'type':'string','maxLength':4}",
                "{'type':'integer','minimum':-3,'maximum':120}",
                "{'type':'boolean'}",
                "{'type':'array','items':{'type':'integer','minimum':0,'maximum':9},'maxItems':3}",
                "{'type':'string','pattern':'^[A-Z]{2}\\\\d?$'}",
                "{'type':'string','format':'date'}",
                "{'anyOf':[{'type':'null'},{'const':'\\\"{}'}]}",
                "{'$ref':'#/$defs/d'}",
                "{'type':'object','properties':{'k':{'type':'boolean'}},'required':['k'],'additionalProperties':false}");

        static RandomTools of(Random random) {
            Map<String, JsonSchema> schemas = new LinkedHashMap<>();
            ArrayNode json = Json.mapper().createArrayNode();
            for (int i = 0, count = 1 + random.nextInt(3); i < count; i++) {
                String name = List.of("look_up", "pay-now", "X", "a1").get(i) + random.nextInt(9);
                JsonNode schema = schema(random);
                schemas.put(name, JsonSchema.compile(schema));
                json.addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", name)
                        .put("strict", random.nextBoolean())
                        .set("parameters", schema);
            }
            String named = new ArrayList<>(schemas.keySet()).get(random.nextInt(schemas.size()));
            String choice = switch (random.nextInt(3)) {
                case 0 -> "{\"type\": \"function\", \"function\": {\"name\": \"" + named + "\"}}";
                case 1 ->
                    "{\"type\": \"allowed_tools\", \"allowed_tools\": {\"mode\": \"required\", \"tools\": [{\"type\":"
                            + " \"function\", \"function\": {\"name\": \"" + named + "\"}}]}}";
                default -> "\"required\"";
            };
            boolean one = choice.startsWith("{");
            return new RandomTools(
                    one ? Map.of(named, Objects.requireNonNull(schemas.get(named))) : schemas, json, choice);
        }

        RandomTools withChoice(String word) {
            Map<String, JsonSchema> all = new LinkedHashMap<>();
            json.forEach(tool ->
                    all.put(tool.at("/function/name").asText(), JsonSchema.compile(tool.at("/function/parameters"))));
            return new RandomTools(all, json, "\"" + word + "\"");
        }

        private static JsonNode schema(Random random) {
            StringBuilder properties = new StringBuilder();
            StringBuilder required = new StringBuilder();
            for (int i = 0, count = random.nextInt(4); i < count; i++) {
                properties.append(i == 0 ? "" : ",").append("'p").append(i).append("':");
                properties.append(PARTS.get(random.nextInt(PARTS.size())));
                if (random.nextBoolean()) {
                    required.append(required.isEmpty() ? "" : ",")
                            .append("'p")
                            .append(i)
                            .append('\'');
                }
            }
            String closed = random.nextInt(6) == 0 ? "" : ",'additionalProperties':false";
            String text = "{'type':'object','$defs':{'d':{'enum':[1,2]}},'properties':{" + properties + "},'required':["
                    + required + "]" + closed + "}";
            return Json.parse(text.replace('\'', '"'), JsonNode.class, "a schema");
        }

        List<String> faults(JsonNode calls) {
            List<String> faults = new ArrayList<>();
            if (calls.isEmpty()) {
                faults.add("no call");
            }
            for (JsonNode call : calls) {
                JsonSchema schema = schemas.get(call.at("/function/name").asText());
                String arguments = call.at("/function/arguments").asText();
                if (schema == null || !schema.isValid(Json.parse(arguments, JsonNode.class, "arguments"))) {
                    faults.add(call.toString());
                }
            }
            return faults;
        }
    }
}
