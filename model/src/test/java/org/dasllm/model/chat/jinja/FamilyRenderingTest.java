package org.dasllm.model.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dasllm.format.io.Sha256;
import org.dasllm.model.SharedData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every family's chat templates beside what transformers renders; tools/reference/chat_renderings.py wrote the texts. */
final class FamilyRenderingTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private static JsonNode golden() {
        try (InputStream in = Objects.requireNonNull(
                FamilyRenderingTest.class.getResourceAsStream("/reference/chat-renderings/renderings.json"))) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> rendersAsTransformersDoes() {
        JsonNode golden = golden();
        return StreamSupport.stream(golden.path("templates").spliterator(), false)
                .map(template -> DynamicTest.dynamicTest(
                        template.path("family").asText() + ": "
                                + template.path("template").asText(),
                        () -> check(golden, template)));
    }

    @Test
    void everyFamilyHasSome() {
        assertThat(golden().path("templates"))
                .hasSize(16)
                .extracting(template -> template.path("family").asText())
                .contains("llama3", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "gemma4", "smollm3");
    }

    @Test
    void fiveHaveAChoiceOfThinking() {
        assertThat(golden().path("templates"))
                .filteredOn(
                        template -> StreamSupport.stream(template.path("cases").spliterator(), false)
                                .anyMatch(test -> test.has("enable_thinking")))
                .hasSize(5);
    }

    private static void check(JsonNode golden, JsonNode template) throws IOException {
        Path name = Path.of(template.path("template").asText());
        Path file = SharedData.folder(Objects.requireNonNull(name.getParent()).toString())
                .resolve(Objects.requireNonNull(name.getFileName()));
        assertThat(Sha256.ofFile(file)).isEqualTo(template.path("sha256").asText());
        JinjaTemplate parsed = JinjaTemplate.parse(Files.readString(file));
        Clock clock = Clock.fixed(Instant.parse(golden.path("now").asText()), ZoneOffset.UTC);
        for (JsonNode test : template.path("cases")) {
            Map<String, @Nullable Object> variables = variables(golden, test);
            String title = test.path("title").asText() + ", " + test.path("add_generation_prompt");
            if (test.path("text").isNull()) {
                assertThatThrownBy(() -> parsed.render(variables, clock))
                        .as(title)
                        .isInstanceOf(JinjaException.class);
            } else {
                assertThat(parsed.render(variables, clock).text())
                        .as(title)
                        .isEqualTo(test.path("text").asText());
            }
        }
    }

    private static Map<String, @Nullable Object> variables(JsonNode golden, JsonNode test) {
        JsonNode conversation =
                golden.path("conversations").path(test.path("title").asText());
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("messages", plain(conversation.path("messages")));
        variables.put("tools", plain(conversation.path("tools")));
        variables.put(
                "add_generation_prompt", test.path("add_generation_prompt").asBoolean());
        if (test.has("enable_thinking")) {
            variables.put("enable_thinking", test.path("enable_thinking").asBoolean());
        }
        variables.put("bos_token", golden.path("bos_token").asText());
        variables.put("eos_token", golden.path("eos_token").asText());
        return variables;
    }

    private static @Nullable Object plain(JsonNode node) {
        return node.isNull() ? null : JSON.convertValue(node, new TypeReference<Object>() {});
    }
}
