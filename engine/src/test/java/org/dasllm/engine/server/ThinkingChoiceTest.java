package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A request, or the server's configuration, says whether the model thinks. A token is a byte here, so the number of the prompt's tokens tells
 * which prompt it was.
 */
final class ThinkingChoiceTest {
    private static final String HELLO = "'model': 'tiny', 'messages': [{'role': 'user', 'content': 'a'}]";

    private static final String[] JSON_ALONE = {"Content-Type", "application/json"};
    private static final String[] ANTHROPIC = {"Content-Type", "application/json", "anthropic-version", "2023-06-01"};

    @TempDir
    Path dir;

    private final ReferenceDevice device = new ReferenceDevice();
    private ChatTemplate template;
    private Tokenizer tokenizer;
    private int thinking;
    private int plain;

    @BeforeEach
    void read() throws IOException {
        Path file = Path.of(
                System.getProperty("dasllm.shared", "../shared"), "data/chat-templates/llamacpp/Qwen3.5-4B.jinja");
        Assumptions.assumeThat(file).exists();
        template = ChatTemplate.of(Files.readString(file), "", "<|end|>");
        tokenizer = ByteTokenizer.in(dir);
        thinking = tokens(Optional.of(true));
        plain = tokens(Optional.of(false));
        assertThat(plain).isGreaterThan(thinking);
        assertThat(tokens(Optional.empty())).isEqualTo(thinking);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private int tokens(Optional<Boolean> choice) {
        Conversation asked = Conversation.of(List.of(Message.user("a"))).withThinking(choice);
        return template.render(asked, true).getBytes(StandardCharsets.UTF_8).length;
    }

    private InferenceServer serve(ChatTemplate by, Optional<Boolean> configured) {
        ServeConfig local = LocalServing.as("tiny");
        ServeConfig config = new ServeConfig(
                local.host(),
                local.port(),
                local.modelName(),
                local.slots(),
                local.queueLimit(),
                local.defaultMaxTokens(),
                local.contextLimit(),
                local.apiKeyVariable(),
                local.maxRequestBytes(),
                local.stopSeconds(),
                local.quietSeconds(),
                local.deterministic(),
                configured,
                local.http(),
                local.operations(),
                local.aliases());
        return InferenceServer.start(config, ScriptedModel.saying(device, "xy"), tokenizer, by);
    }

    private static HttpResponse<String> post(InferenceServer server, String path, String fields) {
        Client client = new Client(server.uri());
        return client.send(client.request(path)
                .headers(path.startsWith("/v1/messages") ? ANTHROPIC : JSON_ALONE)
                .POST(HttpRequest.BodyPublishers.ofString(("{" + fields + "}").replace('\'', '"')))
                .build());
    }

    private int prompt(InferenceServer server, String path, String fields, String place) {
        HttpResponse<String> answer = post(server, path, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Client.json(answer).at(place).asInt();
    }

    private int chat(InferenceServer server, String more) {
        return prompt(server, "/v1/chat/completions", HELLO + more, "/usage/prompt_tokens");
    }

    @Test
    void aRequestChooses() {
        try (InferenceServer server = serve(template, Optional.empty())) {
            assertThat(chat(server, "")).isEqualTo(thinking);
            assertThat(chat(server, ", 'chat_template_kwargs': {}")).isEqualTo(thinking);
            assertThat(chat(server, ", 'chat_template_kwargs': {'enable_thinking': true}"))
                    .isEqualTo(thinking);
            assertThat(chat(server, ", 'chat_template_kwargs': {'enable_thinking': false}"))
                    .isEqualTo(plain);
            assertThat(chat(server, ", 'reasoning_effort': 'none'")).isEqualTo(plain);
            assertThat(prompt(
                            server,
                            "/v1/responses",
                            "'model': 'tiny', 'input': 'a', 'reasoning': {'effort': 'none'}",
                            "/usage/input_tokens"))
                    .isEqualTo(plain);
            assertThat(prompt(
                            server,
                            "/v1/messages",
                            HELLO + ", 'max_tokens': 3, 'thinking': {'type': 'disabled'}",
                            "/usage/input_tokens"))
                    .isEqualTo(plain);
            assertThat(prompt(
                            server,
                            "/v1/messages/count_tokens",
                            HELLO + ", 'thinking': {'type': 'disabled'}",
                            "/input_tokens"))
                    .isEqualTo(plain);
        }
    }

    @Test
    void theConfigurationChoosesWhereARequestDoesNot() {
        try (InferenceServer server = serve(template, Optional.of(false))) {
            assertThat(chat(server, "")).isEqualTo(plain);
            assertThat(chat(server, ", 'chat_template_kwargs': {'enable_thinking': true}"))
                    .isEqualTo(thinking);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning_effort': 'high' | reasoning_effort | only whether it does",
                "'chat_template_kwargs': {'thinking': false} | chat_template_kwargs.thinking | enable_thinking",
                "'chat_template_kwargs': {'enable_thinking': 'no'} | chat_template_kwargs.enable_thinking | boolean",
                "'chat_template_kwargs': 1 | chat_template_kwargs | object",
                "'chat_template_kwargs': {'enable_thinking': true}, 'reasoning_effort': 'none' | chat_template_kwargs.enable_thinking | opposite",
            })
    void whatCannotBeDoneIsRefused(String field, String name, String word) {
        try (InferenceServer server = serve(template, Optional.empty())) {
            HttpResponse<String> refused = post(server, "/v1/chat/completions", HELLO + ", " + field);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(Client.json(refused).at("/error/param").asText()).isEqualTo(name);
            assertThat(Client.json(refused).at("/error/message").asText()).contains(word);
        }
    }

    @Test
    void aTemplateWithoutTheChoiceTakesNoneOfIt() {
        ChatTemplate other = ChatTemplate.of(ChatTemplate.CHATML, "", "<|end|>");
        try (InferenceServer server = serve(other, Optional.empty())) {
            HttpResponse<String> refused =
                    post(server, "/v1/chat/completions", HELLO + ", 'chat_template_kwargs': {'enable_thinking': true}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Client.json(refused).at("/error/param").asText())
                    .isEqualTo("chat_template_kwargs.enable_thinking");
            assertThat(chat(server, ", 'chat_template_kwargs': {'enable_thinking': false}"))
                    .isEqualTo(chat(server, ""));
        }
        assertThatThrownBy(() -> serve(other, Optional.of(false)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("serve.enable_thinking");
    }
}
