package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not to be had is refused by its name, in the form of the vendor whose client asks. */
final class VendorRefusalTest {
    private static final String KEY = "s3cret";
    private static final String SIGNED = "AWS4-HMAC-SHA256 Credential=" + KEY
            + "/20261129/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
    private static final String HELLO = "'messages': [{'role': 'user', 'content': 'a'}]";
    private static final String TURN = "'messages': [{'role': 'user', 'content': [{'text': 'a'}]}]";

    @TempDir
    static Path dir;

    private static RandomServer server;

    @BeforeAll
    static void start() {
        ModelAlias short4 = new ModelAlias(Optional.of(4), Optional.of(0.0), Optional.empty(), Optional.empty());
        server = new RandomServer(dir, Map.of("gpt-4o", short4), Optional.of(KEY));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> post(String path, String body) {
        return server.post(path, body.replace('\'', '"'), "Authorization", "Bearer " + KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'store': true | store",
                "'previous_response_id': 'resp_1' | previous_response_id",
                "'conversation': 'c' | conversation",
                "'background': true | background",
                "'truncation': 'auto' | truncation",
                "'prompt': {'id': 'p'} | prompt",
                "'reasoning': {'effort': 'high'} | reasoning.effort",
                "'chat_template_kwargs': {'enable_thinking': false} | chat_template_kwargs",
                "'text': {'verbosity': 'high'} | text.verbosity",
                "'text': {'format': {'type': 'grammar'}} | text.format",
                "'tools': [{'type': 'web_search'}] | tools[0].type",
                "'include': ['file_search_call.results'] | include",
                "'service_tier': 'flex' | service_tier",
                "'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'x'}]}] | input[0].content[0].type",
                "'input': [{'type': 'item_reference', 'id': 'x'}] | input[0].type",
                "'input': [] | input",
                "'temperature': 3 | temperature"
            })
    void responses(String field, String name) {
        String body = field.contains("'input'") ? "" : "'input': 'a', ";
        HttpResponse<String> refused = post("/v1/responses", "{'model': 'tiny', " + body + field + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Client.json(refused).at("/error/param").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning_effort': 'high' | reasoning_effort",
                "'chat_template_kwargs': {'enable_thinking': true} | chat_template_kwargs.enable_thinking",
                "'chat_template_kwargs': {'date_string': 'x'} | chat_template_kwargs.date_string",
                "'modalities': ['text', 'audio'] | modalities",
                "'audio': {'voice': 'x'} | audio",
                "'web_search_options': {'search_context_size': 'low'} | web_search_options",
                "'verbosity': 'low' | verbosity",
                "'structured_outputs': {'json': {}, 'disable_any_whitespace': true}, 'tools': [{'type': 'function', 'function': {'name': 'f'}}] | response_format"
            })
    void chatCompletions(String field, String name) {
        HttpResponse<String> refused = post("/v1/chat/completions", "{'model': 'tiny', " + HELLO + ", " + field + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Client.json(refused).at("/error/param").asText()).isEqualTo(name);
    }

    /** Quickstarts of the vendor set it; nothing is stored, and the answer is the same. */
    @ParameterizedTest
    @ValueSource(strings = {"'store': true", "'store': true, 'metadata': {'a': 'b'}", "'tools': [], 'functions': []"})
    void whatChangesNoAnswerIsPassedOver(String field) {
        String asked = "{'model': 'gpt-4o', " + HELLO;
        HttpResponse<String> plain = post("/v1/chat/completions", asked + "}");
        HttpResponse<String> more = post("/v1/chat/completions", asked + ", " + field + "}");
        assertThat(more.statusCode()).as(more.body()).isEqualTo(200);
        assertThat(Client.json(more).path("choices"))
                .isEqualTo(Client.json(plain).path("choices"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'thinking': {'type': 'enabled', 'budget_tokens': 2048} | thinking",
                "'output_config': {'effort': 'high'} | thinking",
                "'top_k': -1 | top_k",
                "'container': 'x' | container",
                "'mcp_servers': [{'url': 'x'}] | mcp_servers",
                "'speed': 'fast' | speed",
                "'tools': [{'type': 'bash_20250124', 'name': 'bash'}] | tools.0.type",
                "'temperature': 1.5 | temperature",
                "'stop_sequences': [' '] | stop_sequences",
                "'stop_sequences': ['1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17'] | stop_sequences",
                "'tools': [{'name': 'f', 'input_schema': {'type': 'array'}}] | tools.0",
                "'output_config': {'format': {'type': 'json_object'}} | to 'json_schema'",
                "'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'I'}] | messages",
                "'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {}}]}] | messages.0.content.0.type"
            })
    void messages(String field, String name) {
        String body = field.contains("'messages'") ? "" : HELLO + ", ";
        HttpResponse<String> refused = post("/v1/messages", "{'model': 'tiny', 'max_tokens': 9, " + body + field + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        JsonNode error = Client.json(refused);
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asText()).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'guardrailConfig': {'guardrailIdentifier': 'g'} | guardrailConfig",
                "'additionalModelRequestFields': {'k': 5} | additionalModelRequestFields.k",
                "'additionalModelRequestFields': {'top_k': -1} | additionalModelRequestFields.top_k",
                "'toolConfig': {'toolChoice': {'any': {}}} | toolConfig.toolChoice",
                "'performanceConfig': {'latency': 'optimized'} | performanceConfig.latency",
                "'inferenceConfig': {'temperature': 2} | inferenceConfig.temperature",
                "'messages': [{'role': 'user', 'content': [{'image': {'format': 'png'}}]}] | messages.0.content.0",
                "'outputConfig': {'textFormat': {'type': 'json_schema', 'structure': {'jsonSchema': {'schema': 'x'}}}} | outputConfig"
            })
    void converse(String field, String name) {
        String body = field.contains("'messages'") ? "" : TURN + ", ";
        for (String path : new String[] {"/model/tiny/converse", "/model/tiny/converse-stream"}) {
            HttpResponse<String> refused = post(path, "{" + body + field + "}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.headers().firstValue("x-amzn-ErrorType")).hasValue("ValidationException");
            assertThat(Client.json(refused).path("message").asText()).contains(name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/completions | 'prompt': 'a', 'suffix': 'b' | suffix",
                "/v1/completions | 'prompt': 'a', 'best_of': 3 | best_of",
                "/v1/completions | 'prompt': 'a', 'tools': [{'type': 'function', 'function': {'name': 'f'}}] | tools",
                "/v1/completions | 'prompt': 'a', 'functions': [{'name': 'f'}] | functions",
                "/v1/completions | 'prompt': 'a', 'chat_template_kwargs': {'enable_thinking': false} | chat_template_kwargs",
                "/v1/completions | 'prompt': [300] | prompt",
                "/v1/completions | 'prompt': '' | prompt",
                "/v1/completions | 'prompt': 'a', 'logprobs': 6 | logprobs",
                "/v1/completions | 'prompt': 'a', 'n': 120 | prompt",
                "/v1/completions | 'prompt': 'a', 'grammar': 'root ::= x' | grammar",
                "/v1/completions | 'prompt': 'a', 'response_format': {'type': 'grammar'} | response_format",
                "/v1/completions | 'prompt': 'a', 'guided_regex': '(' | response_format",
                "/v1/embeddings | 'input': 'a', 'dimensions': 3 | dimensions",
                "/v1/embeddings | 'input': '' | input",
                "/v1/embeddings | 'input': 'a', 'encoding_format': 'x' | encoding_format"
            })
    void legacyCompletionsAndEmbeddings(String path, String fields, String name) {
        HttpResponse<String> refused = post(path, "{'model': 'tiny', " + fields + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Client.json(refused).at("/error/param").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'think': true | think",
                "'think': 'high' | think",
                "'options': {'mirostat': 1} | options.mirostat",
                "'options': {'temperature': 3} | options.temperature",
                "'messages': [{'role': 'user', 'content': 'a', 'images': ['eA==']}] | messages[0].images[0]",
                "'messages': [{'role': 'tool', 'content': 'a'}] | messages[0].tool_name",
                "'tools': [{'type': 'web_search'}] | tools[0]",
                "'format': {'type': 'object', 'properties': {'a': {'not': {}}}} | format"
            })
    void ollama(String field, String name) {
        String body = field.contains("'messages'") ? "" : HELLO + ", ";
        HttpResponse<String> refused = post("/api/chat", "{'model': 'tiny', " + body + field + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Client.json(refused).path("error").asText()).contains(name);
    }

    @Test
    void ollamasClientsFindTheModelsAndAVersion() {
        JsonNode tags = Client.json(server.client.send(server.client
                .request("/api/tags")
                .header("Authorization", "Bearer " + KEY)
                .build()));
        assertThat(tags.path("models"))
                .extracting(model -> model.path("name").asText())
                .startsWith("tiny")
                .contains("gpt-4o");
        JsonNode version = Client.json(server.client.send(server.client
                .request("/api/version")
                .header("Authorization", "Bearer " + KEY)
                .build()));
        assertThat(version.path("version").asText()).isNotBlank();
        HttpResponse<String> posted = post("/api/tags", "{}");
        assertThat(posted.statusCode()).isEqualTo(405);
        HttpResponse<String> unknown = post("/api/pull", "{'model': 'tiny'}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Client.json(unknown).path("error").asText()).contains("/api/pull");
        HttpResponse<String> keyless = server.post("/api/chat", "{}");
        assertThat(keyless.statusCode()).isEqualTo(401);
        assertThat(Client.json(keyless).path("error").asText()).contains("API key");
    }

    @Test
    void anOllamaAnswerSaysHowLongItTook() {
        JsonNode answer = Client.json(
                post("/api/chat", "{'model': 'tiny', 'stream': false, 'options': {'num_predict': 3}, " + HELLO + "}"));
        assertThat(answer.path("done").asBoolean()).isTrue();
        assertThat(answer.path("eval_count").asInt()).isBetween(1, 3);
        assertThat(answer.path("prompt_eval_duration").asLong()).isPositive();
        assertThat(answer.path("total_duration").asLong())
                .isEqualTo(answer.path("prompt_eval_duration").asLong()
                        + answer.path("eval_duration").asLong());
    }

    @Test
    void howManyTokensAreDrawnFromIsTakenWhereTheVendorsClientsPutIt() {
        assertThat(post("/v1/messages", "{'model': 'tiny', 'max_tokens': 2, 'top_k': 5, " + HELLO + "}")
                        .statusCode())
                .isEqualTo(200);
        String converse = "{" + TURN + ", 'inferenceConfig': {'maxTokens': 2}, 'additionalModelRequestFields': ";
        assertThat(post("/model/tiny/converse", converse + "{'top_k': 5}}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theKeyIsWhereTheVendorsClientsPutIt() {
        String messages = ("{'model': 'tiny', 'max_tokens': 2, " + HELLO + "}").replace('\'', '"');
        String converse = ("{'inferenceConfig': {'maxTokens': 2}, " + TURN + "}").replace('\'', '"');
        assertThat(server.post("/v1/messages", messages, "x-api-key", KEY).statusCode())
                .isEqualTo(200);
        assertThat(server.post("/model/tiny/converse", converse, "Authorization", SIGNED)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> wrong = server.post("/v1/messages", messages, "x-api-key", "other");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Client.json(wrong).at("/error/type").asText()).isEqualTo("authentication_error");
        assertThat(wrong.headers().firstValue("request-id")).isPresent();
        HttpResponse<String> unsigned = server.post("/model/tiny/converse", converse);
        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(unsigned.headers().firstValue("x-amzn-ErrorType")).hasValue("AccessDeniedException");
    }

    @Test
    void messagesAreOfAVersion() {
        HttpResponse<String> unknown =
                server.post("/v1/messages", "{}", "Authorization", "Bearer " + KEY, "anthropic-version", "2020-01-01");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(Client.json(unknown).at("/error/message").asText()).contains("anthropic-version");
    }

    @Test
    void anUnknownModelIsRefusedInEachForm() {
        assertThat(Client.json(post("/v1/responses", "{'model': 'x', 'input': 'a'}"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("model_not_found");
        assertThat(Client.json(post("/v1/messages", "{'model': 'x', 'max_tokens': 1, " + HELLO + "}"))
                        .at("/error/type")
                        .asText())
                .isEqualTo("not_found_error");
        HttpResponse<String> converse = post("/model/x%3A0/converse", "{" + TURN + "}");
        assertThat(converse.statusCode()).isEqualTo(404);
        assertThat(converse.body()).contains("x:0");
        assertThat(converse.headers().firstValue("x-amzn-ErrorType")).hasValue("ResourceNotFoundException");
    }

    @Test
    void anAliasHasDefaultsOfItsOwn() {
        JsonNode answer = Client.json(post("/v1/chat/completions", "{'model': 'gpt-4o', " + HELLO + "}"));
        assertThat(answer.path("model").asText()).isEqualTo("gpt-4o");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isLessThanOrEqualTo(4);
        assertThat(Client.json(post("/v1/chat/completions", "{'model': 'gpt-4o', " + HELLO + "}"))
                        .at("/choices"))
                .isEqualTo(answer.at("/choices"));
        HttpRequest models = server.client
                .request("/v1/models")
                .header("Authorization", "Bearer " + KEY)
                .build();
        assertThat(server.client.send(models).body()).contains("\"tiny\"", "\"gpt-4o\"");
    }

    @Test
    void tokensOfAConversationAreCounted() {
        JsonNode counted = Client.json(post("/v1/messages/count_tokens", "{'model': 'tiny', " + HELLO + "}"));
        JsonNode answered = Client.json(post("/v1/messages", "{'model': 'tiny', 'max_tokens': 1, " + HELLO + "}"));
        assertThat(counted.path("input_tokens").asInt())
                .isEqualTo(answered.at("/usage/input_tokens").asInt())
                .isPositive();
        assertThat(Client.json(post("/model/tiny/count-tokens", "{'input': {'converse': {" + TURN + "}}}"))
                        .path("inputTokens"))
                .isEqualTo(counted.path("input_tokens"));
    }
}
