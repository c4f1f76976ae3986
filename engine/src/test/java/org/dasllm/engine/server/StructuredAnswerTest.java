package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that knows nothing, asked for JSON over HTTP: its answers keep to the schema all the same. */
final class StructuredAnswerTest {
    private static final List<String> SCHEMAS = List.of(
            "{'type':'object','properties':{'label':{'enum':['a','bc','é']},'score':{'type':'integer','minimum':0,'maximum':99}},"
                    + "'required':['label','score'],'additionalProperties':false}",
            "{'type':'array','items':{'type':'string','maxLength':3},'minItems':1,'maxItems':3}",
            "{'anyOf':[{'type':'null'},{'type':'object','properties':{'d':{'type':'string','format':'date'},"
                    + "'t':{'type':'boolean'}},'required':['t'],'additionalProperties':false}]}",
            "{'type':'string','pattern':'^[A-Z]{2}-\\\\d{1,3}$'}",
            "{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','properties':{'v':{'type':'number','minimum':-2,'maximum':2},"
                    + "'l':{'$ref':'#/$defs/t'}},'required':['v'],'additionalProperties':false}}}");

    @TempDir
    static Path dir;

    private static Tokenizer tokenizer;
    private static LanguageModel model;
    private static InferenceServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        tokenizer = ByteTokenizer.in(dir);
        model = LanguageModel.random(
                new ReferenceDevice(), ModelConfig.llama(ByteTokenizer.SIZE, 8, 16, 1, 2, 1, 256), 7);
        server = InferenceServer.start(LocalServing.as("tiny"), model, tokenizer, ChatTemplate.load(dir));
        client = new Client(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
        tokenizer.close();
    }

    private static String format(String schema) {
        return ", 'response_format': {'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':"
                        .replace('\'', '"')
                + schema.replace('\'', '"') + "}}";
    }

    private static JsonSchema compiled(String schema) {
        return JsonSchema.compile(Json.parse(schema.replace('\'', '"'), JsonNode.class, "schema"));
    }

    @Test
    void fiveHundredAnswersAreValid() {
        int complete = 0;
        List<String> wrong = new ArrayList<>();
        for (String source : SCHEMAS) {
            JsonSchema schema = compiled(source);
            OutputGrammar grammar = OutputGrammar.of(schema);
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int seed = 0; seed < 100; seed++) {
                asked.add(client.askLater(
                        "x", ", \"max_tokens\": 90, \"temperature\": 2, \"seed\": " + seed + format(source)));
                if (seed % 50 == 49) {
                    asked.forEach(CompletableFuture::join);
                }
            }
            for (CompletableFuture<HttpResponse<String>> answer : asked) {
                JsonNode body = Client.json(answer.join());
                String text = body.at("/choices/0/message/content").asText();
                if (body.at("/choices/0/finish_reason").asText().equals("stop")) {
                    complete++;
                    if (!schema.isValid(Json.parse(text, JsonNode.class, "answer"))) {
                        wrong.add(text);
                    }
                } else if (text.indexOf('\uFFFD') < 0
                        && grammar.start()
                                .next(text.getBytes(StandardCharsets.UTF_8))
                                .isDead()) {
                    wrong.add("cut: " + text);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(complete).isGreaterThan(400);
    }

    @Test
    void streamsAndTheMostProbableTokensAreBoundToo() {
        String asked = ", \"max_tokens\": 90, \"temperature\": 0" + format(SCHEMAS.get(0));
        String whole = client.text("hello", asked);
        assertThat(compiled(SCHEMAS.get(0)).isValid(Json.parse(whole, JsonNode.class, "answer")))
                .isTrue();
        List<JsonNode> chunks =
                Client.chunks(client.ask("hello", asked + ", \"stream\": true").body());
        assertThat(Client.streamed(chunks)).isEqualTo(whole);
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
    }

    @Test
    void whatMustFollowIsTheSameWhetherItIsPlacedOrGenerated() {
        for (String schema : SCHEMAS) {
            for (int seed = 0; seed < 10; seed++) {
                String asked = ", \"max_tokens\": 90, \"temperature\": 1.5, \"seed\": " + seed + format(schema);
                JsonNode placed = Client.json(client.ask("x", asked));
                // Log-probabilities are given for every token, so that every token is generated.
                JsonNode generated = Client.json(client.ask("x", asked + ", \"logprobs\": true"));
                assertThat(placed.at("/choices/0/message")).isEqualTo(generated.at("/choices/0/message"));
                assertThat(placed.at("/choices/0/finish_reason")).isEqualTo(generated.at("/choices/0/finish_reason"));
                assertThat(placed.at("/usage")).isEqualTo(generated.at("/usage"));
            }
        }
    }

    @Test
    void regularExpressionsAndChoicesAndCompactJsonAreAskedForAsInVllm() {
        for (int seed = 0; seed < 20; seed++) {
            String more = ", \"temperature\": 2, \"max_tokens\": 90, \"seed\": " + seed;
            assertThat(client.text("x", more + ", \"structured_outputs\": {\"regex\": \"[A-Z]{3}-\\\\d{2}\"}"))
                    .matches("[A-Z]{3}-\\d{2}");
            assertThat(client.text("x", more + ", \"structured_outputs\": {\"choice\": [\"yes\", \"no\", \"not so\"]}"))
                    .isIn("yes", "no", "not so");
            assertThat(client.text("x", more + ", \"guided_choice\": [\"é\", \"è\"]"))
                    .isIn("é", "è");
            String schema = "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":4,\"maxItems\":6}";
            assertThat(client.text(
                            "x",
                            more + ", \"structured_outputs\": {\"json\": " + schema
                                    + ", \"disable_any_whitespace\": true}"))
                    .matches("\\[(true|false)(,(true|false)){3,5}]");
        }
    }

    @Test
    void anyObjectMayBeAskedForAndBeCut() {
        JsonNode body = Client.json(client.ask(
                "hello", ", \"max_tokens\": 3, \"temperature\": 0, \"response_format\": {\"type\": \"json_object\"}"));
        assertThat(body.at("/choices/0/message/content").asText()).startsWith("{");
        assertThat(body.at("/choices/0/finish_reason").asText()).isIn("stop", "length");
    }

    @Test
    void whatCannotBeEnforcedIsRefusedBeforeTheFirstToken() {
        HttpResponse<String> response = client.ask(
                "hello",
                ", \"stream\": true" + format("{'type':'object','properties':{'a':{'not':{'type':'string'}}}}"));
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = Client.json(response).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo("response_format");
        assertThat(error.path("message").asText())
                .contains("Invalid schema for response_format 'n'")
                .contains("at /properties/a/not: 'not' is not supported");
    }
}
