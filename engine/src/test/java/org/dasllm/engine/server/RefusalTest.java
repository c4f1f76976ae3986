package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are refused: by which status, and naming what. */
final class RefusalTest {
    private static final String KEY = "s3cret";

    @TempDir
    static Path dir;

    private static Tokenizer tokenizer;
    private static LanguageModel model;
    private static InferenceServer server;
    private static Client client;

    private static ServeConfig config(Optional<String> keyVariable) {
        return new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                2,
                2,
                16,
                Optional.of(64),
                keyVariable,
                2048,
                1,
                600,
                false,
                LocalServing.PATIENT,
                LocalServing.PLAIN);
    }

    @BeforeAll
    static void start() {
        tokenizer = ByteTokenizer.in(dir);
        model = ScriptedModel.saying(new ReferenceDevice(), "ok");
        server = InferenceServer.start(
                config(Optional.of("DAS_KEY")),
                model,
                tokenizer,
                ChatTemplate.load(dir),
                Optional.empty(),
                Map.of("DAS_KEY", KEY));
        client = new Client(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        tokenizer.close();
    }

    private static HttpResponse<String> post(String body) {
        return client.send(client.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static void assertError(HttpResponse<String> response, int status, String param, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = Client.json(response).path("error");
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.has("param")).isTrue();
        assertThat(error.path("param").asText("none")).isEqualTo(param);
        assertThat(error.path("code").asText("none")).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'n': 129                                   | n                     | invalid_value",
                "'n': 0                                     | n                     | invalid_value",
                "'temperature': 2.5                         | temperature           | invalid_value",
                "'temperature': 'hot'                       | temperature           | invalid_value",
                "'top_p': -0.1                              | top_p                 | invalid_value",
                "'max_tokens': 0                            | max_tokens            | invalid_value",
                "'max_tokens': 1.5                          | max_tokens            | invalid_value",
                "'max_completion_tokens': -3                | max_completion_tokens | invalid_value",
                "'seed': 'x'                                | seed                  | invalid_value",
                "'stop': ''                                 | stop                  | invalid_value",
                "'stop': ['a','b','c','d','e']              | stop                  | invalid_value",
                "'stop': [1]                                | stop                  | invalid_value",
                "'stream': 'yes'                            | stream                | invalid_value",
                "'stream_options': {'include_usage': true}  | stream_options        | invalid_value",
                "'top_logprobs': 3                          | top_logprobs          | invalid_value",
                "'logprobs': true, 'top_logprobs': 21       | top_logprobs          | invalid_value",
                "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'n'}} | response_format | invalid_value",
                "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'n', 'schema': {'not': {}}}}"
                        + " | response_format | invalid_value",
                "'tools': [{'type': 'function'}]            | tools[0]              | unsupported_parameter",
                "'tools': [{'type': 'custom', 'custom': {'name': 'f'}}] | tools[0]   | unsupported_parameter",
                "'tools': [{'type': 'function', 'function': {'name': 'f g'}}] | tools[0] | invalid_value",
                "'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': {'type': 'string'}}}]"
                        + " | tools[0] | invalid_value",
                "'tools': [{'type': 'function', 'function': {'name': 'f'}}, {'type': 'function', 'function': {'name': 'f'}}]"
                        + " | tools[1] | invalid_value",
                "'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': {'properties': {'a': {'not': {}}}}}}]"
                        + " | tools | invalid_value",
                "'tool_choice': 'required'                  | tool_choice           | invalid_value",
                "'tools': [{'type': 'function', 'function': {'name': 'f'}}], 'tool_choice': {'type': 'function',"
                        + " 'function': {'name': 'g'}} | tool_choice | invalid_value",
                "'tools': [{'type': 'function', 'function': {'name': 'f'}}], 'tool_choice': {'type': 'allowed_tools',"
                        + " 'allowed_tools': {'mode': 'auto', 'tools': [{'type': 'function', 'function': {'name': 'g'}}]}}"
                        + " | tool_choice.allowed_tools.tools[0] | invalid_value",
                "'frequency_penalty': 2.5                   | frequency_penalty     | invalid_value",
                "'presence_penalty': -3                     | presence_penalty      | invalid_value",
                "'logit_bias': {'99999': 1}                 | logit_bias            | invalid_value",
                "'logit_bias': {'x': 1}                     | logit_bias            | invalid_value",
                "'top_k': -2                                | top_k                 | invalid_value",
                "'min_p': 1.5                               | min_p                 | invalid_value",
                "'repetition_penalty': 0                    | repetition_penalty    | invalid_value",
                "'grammar': 'root ::= x'                    | grammar               | unsupported_parameter",
                "'guided_grammar': 'x'                      | guided_grammar        | unsupported_parameter",
                "'structured_outputs': {'grammar': 'x'}     | structured_outputs.grammar | unsupported_parameter",
                "'structured_outputs': {'regex': '('}       | response_format       | invalid_value",
                "'structured_outputs': {'regex': 'a(?=b)'}  | response_format       | invalid_value",
                "'structured_outputs': {'choice': []}       | response_format       | invalid_value",
                "'structured_outputs': {'choice': [1]}      | structured_outputs.choice | invalid_value",
                "'structured_outputs': {'json': {}, 'regex': 'a'} | structured_outputs.regex | invalid_value",
                "'functions': [{'name': 'f'}]               | functions             | unsupported_parameter",
                "'response_format': {'type': 'grammar'}     | response_format       | unsupported_parameter",
                "'max_tokens': 64                           | messages              | context_length_exceeded",
            })
    void refusesWhatItCannotHonour(String more, String param, String code) {
        assertError(post(Client.chat("hello", ", " + more.replace('\'', '"'))), 400, param, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model': 'tiny'}                                                   | messages",
                "{'model': 'tiny', 'messages': []}                                   | messages",
                "{'model': 'tiny', 'messages': [{'content': 'x'}]}                   | messages[0].role",
                "{'model': 'tiny', 'messages': [{'role': 'robot', 'content': 'x'}]}  | messages[0].role",
                "{'model': 'tiny', 'messages': [{'role': 'user'}]}                   | messages[0].content",
                "{'model': 'tiny', 'messages': [{'role': 'user', 'content': 3}]}     | messages[0].content",
                "{'messages': [{'role': 'user', 'content': 'x'}]}                    | model",
            })
    void refusesConversationsThatAreNone(String body, String param) {
        HttpResponse<String> response = post(body.replace('\'', '"'));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Client.json(response).at("/error/param").asText()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'role': 'user', 'content': [{'type': 'text', 'text': 'x'}, {'type': 'image_url'}]}"
                        + " | messages[0].content[1].type | parts of type 'text' only",
                "{'role': 'assistant', 'content': [{'type': 'refusal', 'refusal': 'x'}]}"
                        + " | messages[0].content[0].type | parts of type 'text' only",
                "{'role': 'assistant', 'tool_calls': [{'id': 'c', 'type': 'function', 'function': {'name': 'f',"
                        + " 'arguments': 'x=1'}}]} | messages[0].tool_calls | are no JSON object",
                "{'role': 'tool', 'content': 'x', 'tool_call_id': 'c'} | messages[0].role | No call before this message",
            })
    void refusesMessagesThatAreNotOfTextAlone(String message, String param, String said) {
        HttpResponse<String> response =
                post("{'model': 'tiny', 'messages': [".replace('\'', '"') + message.replace('\'', '"') + "]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Client.json(response).at("/error/param").asText()).isEqualTo(param);
        assertThat(Client.json(response).at("/error/message").asText()).contains(said);
    }

    @Test
    void refusesBodiesThatAreNoJson() {
        assertError(post("{\"model\": "), 400, "none", "none");
        assertError(post("[]"), 400, "none", "none");
        assertError(post(""), 400, "none", "none");
        assertError(post("{\"a\": 1, \"a\": 2}"), 400, "none", "none");
        assertError(post("{} {}"), 400, "none", "none");
        assertError(post("[".repeat(1000)), 400, "none", "none");
    }

    @Test
    void refusesAPromptThatLeavesNoRoomForAnAnswer() {
        assertError(post(Client.chat("x".repeat(63), "")), 400, "messages", "context_length_exceeded");
        assertThat(post(Client.chat("x".repeat(62), "")).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnUnknownModelByItsName() {
        HttpResponse<String> response = post(Client.chat("x", "").replace("tiny", "gpt-9"));
        assertError(response, 404, "model", "model_not_found");
        assertThat(response.body()).contains("gpt-9");
    }

    @Test
    void refusesABodyThatIsTooLargeAndTheClientSeesWhy() {
        assertError(post(Client.chat("x".repeat(3_000_000), "")), 413, "none", "request_too_large");
    }

    @Test
    void asksForTheKey() {
        HttpResponse<String> none = client.ask("x", "");
        assertError(none, 401, "none", "invalid_api_key");
        HttpRequest wrong = client.request("/v1/models")
                .header("Authorization", "Bearer s3creT")
                .build();
        assertError(client.send(wrong), 401, "none", "invalid_api_key");
        HttpRequest right = client.request("/v1/models")
                .header("Authorization", "bearer " + KEY)
                .build();
        assertThat(client.send(right).statusCode()).isEqualTo(200);
        assertThat(client.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotStartWithATokenizerThatAMessageCanTakeBeyondTheModel(@TempDir Path other) {
        try (Tokenizer larger = ByteTokenizer.in(other, List.of("[EXTRA]", "grüße"))) {
            assertThatThrownBy(() ->
                            InferenceServer.start(LocalServing.as("tiny"), model, larger, ChatTemplate.load(other)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("'[EXTRA]' (id 257), 'grüße' (id 258)");
        }
    }

    @Test
    void doesNotStartWithoutTheKeyItIsToAskFor() {
        assertThatThrownBy(() -> InferenceServer.start(
                        config(Optional.of("DAS_KEY")),
                        model,
                        tokenizer,
                        ChatTemplate.load(dir),
                        Optional.empty(),
                        Map.of()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("DAS_KEY")
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void refusesOtherAddressesMethodsAndTypes() {
        HttpRequest.Builder builder = client.request("/v1/audio/speech").header("Authorization", "Bearer " + KEY);
        assertError(client.send(builder.build()), 404, "none", "unknown_url");
        HttpRequest get = client.request("/v1/chat/completions")
                .header("Authorization", "Bearer " + KEY)
                .build();
        HttpResponse<String> wrongMethod = client.send(get);
        assertError(wrongMethod, 405, "none", "method_not_supported");
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        HttpRequest form = client.request("/v1/chat/completions")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(Client.chat("x", "")))
                .build();
        assertError(client.send(form), 415, "none", "unsupported_media_type");
    }

    @Test
    void takesWhatClientsSendBesides() {
        String body = "{\"model\": \"tiny\", \"user\": \"u\", \"metadata\": {\"a\": \"b\"}, \"unheard_of\": [1],"
                + " \"n\": 1, \"stop\": null, \"seed\": null, \"top_p\": 0, \"response_format\": {\"type\": \"text\"},"
                + " \"tools\": [], \"frequency_penalty\": 0, \"max_completion_tokens\": 9, \"messages\":"
                + " [{\"role\": \"developer\", \"content\": \"be \\ud800 kind\"}, {\"role\": \"user\", \"name\": \"n\","
                + " \"content\": [{\"type\": \"text\", \"text\": \"hel\"}, {\"type\": \"text\", \"text\": \"lo\"}]}]}";
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = Client.json(response);
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("ok");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }
}
