package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.dasllm.model.chat.jinja.JinjaTemplate;
import org.dasllm.model.chat.jinja.Rendering;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Loss;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tokens of a conversation are learnt, beside the masks that transformers makes (tools/reference). */
class GenerationMarksTest {
    private static final ModelConfig MODEL = ModelConfig.llama(151665, 8, 8, 1, 2, 1, 512);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private static JsonNode cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                GenerationMarksTest.class.getResourceAsStream("/reference/generation-masks/masks.json"))) {
            return JSON.readTree(in).path("cases");
        }
    }

    private static Map<String, @Nullable Object> variables(JsonNode test) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("messages", JSON.convertValue(test.path("messages"), Object.class));
        variables.put("tools", JSON.convertValue(test.path("tools"), Object.class));
        variables.put("bos_token", test.path("bos_token").asText());
        variables.put("add_generation_prompt", false);
        return variables;
    }

    private static EncodedSample encode(SampleEncoder encoder, List<Message> conversation, Answers answers) {
        int last = conversation.size() - 1;
        return encoder.encode(
                conversation.subList(0, last), conversation.get(last).content(), answers);
    }

    @Test
    void markedTokensAreThoseOfTransformers() throws IOException {
        Path data = Objects.requireNonNull(SharedData.folder("chat-templates").getParent());
        int checked = 0;
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            ChatTemplate unused = ChatTemplate.of(ChatTemplate.CHATML, "", "<|im_end|>");
            SampleEncoder encoder = new SampleEncoder(tokenizer, unused, MODEL);
            for (JsonNode test : cases()) {
                String name = test.path("template").asText() + ": "
                        + test.path("title").asText();
                Rendering rendering = JinjaTemplate.parse(Files.readString(
                                data.resolve(test.path("template").asText())))
                        .render(variables(test));
                assertThat(rendering.text())
                        .as(name)
                        .isEqualTo(test.path("text").asText());
                int[] ids = ints(test.path("ids"));
                int[] mask = ints(test.path("mask"));
                int rows = ids.length - 1;
                while (mask[rows] == 0) {
                    rows--;
                }
                int[] targets = IntStream.range(0, rows)
                        .map(row -> mask[row + 1] == 1 ? ids[row + 1] : Loss.IGNORED)
                        .toArray();
                EncodedSample every = encoder.byMarks(rendering, Answers.EVERY);
                assertThat(every.ids()).as(name).isEqualTo(Arrays.copyOf(ids, rows));
                assertThat(every.targets()).as(name).isEqualTo(targets);

                int first = rows - 1;
                while (targets[first - 1] != Loss.IGNORED) {
                    first--;
                }
                Arrays.fill(targets, 0, first, Loss.IGNORED);
                EncodedSample last = encoder.byMarks(rendering, Answers.LAST);
                assertThat(last.ids()).as(name).isEqualTo(every.ids());
                assertThat(last.targets()).as(name).isEqualTo(targets);
                checked++;
            }
        }
        assertThat(checked).isEqualTo(31);
    }

    private static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    /** ChatML has no marks; every answer is learnt from behind its header to its end token. */
    @Test
    void withoutMarksEveryAnswerAndItsEndAreFoundByTheirPrefixes() {
        List<Message> conversation = List.of(
                Message.system("One word."),
                Message.user("Grüße 👋?"),
                Message.assistant("Hallo 🌍"),
                Message.user("And?"),
                Message.assistant("Bye"));
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            SampleEncoder encoder =
                    new SampleEncoder(tokenizer, ChatTemplate.of(ChatTemplate.CHATML, "", "<|im_end|>"), MODEL);
            EncodedSample every = encode(encoder, conversation, Answers.EVERY);
            assertThat(tokenizer.decode(learnt(every), false)).isEqualTo("Hallo 🌍<|im_end|>Bye<|im_end|>");
            EncodedSample last = encode(encoder, conversation, Answers.LAST);
            assertThat(tokenizer.decode(learnt(last), false)).isEqualTo("Bye<|im_end|>");
            assertThat(last.ids()).isEqualTo(every.ids());
            int[] prompt = encoder.prompt(conversation.subList(0, 4));
            assertThat(Arrays.copyOf(every.ids(), prompt.length)).isEqualTo(prompt);
        }
    }

    private static int[] learnt(EncodedSample sample) {
        return Arrays.stream(sample.targets())
                .filter(target -> target != Loss.IGNORED)
                .toArray();
    }

    /** Qwen3's own template drops the thoughts of earlier answers, so these are not what the model said. */
    @Test
    void anEarlierAnswerThatTheTemplateRewritesIsRefused() throws IOException {
        String source = Files.readString(SharedData.folder("chat-templates").resolve("llamacpp/Qwen-Qwen3-0.6B.jinja"));
        List<Message> conversation = List.of(
                Message.user("a"),
                Message.assistant("<think>\nhm\n</think>\n\nb"),
                Message.user("c"),
                Message.assistant("d"));
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.of(source, "", "<|im_end|>"), MODEL);
            assertThatThrownBy(() -> encode(encoder, conversation, Answers.EVERY))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("differently")
                    .hasMessageContaining("{% generation %}");
        }
    }
}
