package org.dasllm.engine.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.model.chat.ChatTemplate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which syntax the families' own templates are found to have. */
final class SyntaxesTest {

    @ParameterizedTest
    @CsvSource({
        "llamacpp/meta-llama-Llama-3.1-8B-Instruct, ParametersSyntax",
        "llamacpp/meta-llama-Llama-3.2-3B-Instruct, ParametersSyntax",
        "llamacpp/meta-llama-Llama-3.3-70B-Instruct, ParametersSyntax",
        "llamacpp/Qwen-Qwen2.5-7B-Instruct, HermesSyntax",
        "llamacpp/Qwen-Qwen3-0.6B, HermesSyntax",
        "llamacpp/Qwen3.5-4B, TaggedSyntax",
        "llamacpp/google-gemma-2-2b-it, ParametersSyntax",
        "llamacpp/google-gemma-4-31B-it, NotedSyntax",
        "llamacpp/HuggingFaceTB-SmolLM3-3B, HermesSyntax",
        "llamacpp/mistralai-Mistral-Nemo-Instruct-2407, ListedSyntax",
        "trl/gemma3, ParametersSyntax",
        "trl/gemma3_training, ParametersSyntax",
        "trl/llama3_training, HermesSyntax",
        "trl/qwen2_5_training, HermesSyntax",
        "trl/qwen3_training, HermesSyntax",
    })
    void aTemplatesSyntaxIsThatOfTheReaderThatReadsItsCalls(String name, String syntax) throws IOException {
        Path file = Path.of(System.getProperty("dasllm.shared", "../shared"), "data/chat-templates", name + ".jinja");
        Assumptions.assumeTrue(Files.isRegularFile(file), () -> "Skipped: " + file + " is absent");
        ChatTemplate template = ChatTemplate.of(Files.readString(file), "<s>", "</s>");
        assertThat(Syntaxes.of(template)
                        .map(found -> found.getClass().getSimpleName())
                        .orElse("none"))
                .isEqualTo(syntax);
    }
}
