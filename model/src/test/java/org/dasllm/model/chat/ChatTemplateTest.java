package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.sample.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    @TempDir
    Path dir;

    @Test
    void aModelWithoutATemplateGetsThePlainOne() throws IOException {
        Files.writeString(dir.resolve("tokenizer_config.json"), "{\"eos_token\": {\"content\": \"</s>\"}}");
        ChatTemplate template = ChatTemplate.load(dir);
        assertThat(template.plain()).isTrue();
        assertThat(template.source()).isEqualTo(ChatTemplate.PLAIN);
        List<Message> messages = List.of(
                Message.system("Be kind."), Message.user("Hello"), Message.assistant("Hi!"), Message.user("Bye"));
        String expected = "Be kind.\nHello\nHi!</s>Bye\n";
        assertThat(template.render(messages, true)).isEqualTo(expected);
        assertThat(ChatTemplate.of(ChatTemplate.PLAIN, "", "</s>").render(messages, true))
                .as("as Jinja, for a bundle that carries it")
                .isEqualTo(expected);
    }

    @Test
    void chatMlIsWrittenAsItsModelsKnowIt() {
        ChatTemplate template = ChatTemplate.of(ChatTemplate.CHATML, "", "<|im_end|>");
        List<Message> prompt = List.of(Message.user("Hello"));
        assertThat(template.render(prompt, true))
                .isEqualTo("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
        assertThat(template.render(List.of(Message.user("Hello"), Message.assistant("Hi")), false))
                .isEqualTo("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi<|im_end|>\n");
    }

    @Test
    void theTemplateIsFoundWhereModelsKeepIt() throws IOException {
        Files.writeString(dir.resolve("tokenizer_config.json"), "{\"chat_template\": \"one\"}");
        assertThat(ChatTemplate.load(dir).source()).isEqualTo("one");
        assertThat(ChatTemplate.load(dir).plain()).isFalse();
        Files.writeString(
                dir.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"two\"},"
                        + " {\"name\": \"default\", \"template\": \"three\"}]}");
        assertThat(ChatTemplate.load(dir).source()).isEqualTo("three");
        Files.writeString(dir.resolve("chat_template.jinja"), "four");
        assertThat(ChatTemplate.load(dir).source()).isEqualTo("four");
    }
}
