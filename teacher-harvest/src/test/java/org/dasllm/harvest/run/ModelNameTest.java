package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNameTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,gpt-4o",
        "gpt-4o,gpt-4o-2024-08-06",
        "gpt-4o-2024-08-06,gpt-4o",
        "openai/gpt-4o,gpt-4o-2024-08-06",
        "gpt-4o,openai/gpt-4o",
        "GPT-4o,gpt-4o",
        "gpt-3.5-turbo,gpt-3.5-turbo-0125",
        "gpt-3.5-turbo,gpt-35-turbo",
        "claude-3-5-sonnet-latest,claude-3-5-sonnet-20241022",
        "claude-3.5-sonnet,anthropic.claude-3-5-sonnet-20241022-v2:0",
        "gemini-1.5-pro,models/gemini-1.5-pro-002",
        "gemini-2.5-pro,gemini-2.5-pro-preview-05-20",
        "mistral-large-latest,mistral-large-2411",
        "llama3,llama3:latest",
        "deepseek/deepseek-r1:free,deepseek/deepseek-r1",
        "qwen2.5-7b-instruct,/models/Qwen/Qwen2.5-7B-Instruct.gguf",
        "qwen2.5-7b-instruct,C:\\models\\qwen2.5-7b-instruct.gguf",
        "fake,fake-2026"
    })
    void oneModel(String asked, String served) {
        assertThat(ModelName.of(asked).agrees(ModelName.of(served))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,gpt-4o-mini",
        "gpt-4o,gpt-4o-mini-2024-07-18",
        "gpt-4,gpt-4-32k",
        "gpt-4,gpt-4-turbo-2024-04-09",
        "gpt-4,gpt-4o",
        "gpt-4o-2024-08-06,gpt-4o-2024-05-13",
        "gpt-3.5-turbo,gpt-3.5-turbo-16k",
        "claude-3-opus,claude-3-haiku-20240307",
        "llama-3.1-70b,llama-3.1-8b",
        "llama3:70b,llama3:8b",
        "qwen2.5-7b-instruct,qwen2.5-7b",
        "qwen2.5-7b-instruct,/models/qwen2.5-7b-instruct-q4_k_m.gguf",
        "deepseek-chat,deepseek-reasoner"
    })
    void anotherModel(String asked, String served) {
        assertThat(ModelName.of(asked).agrees(ModelName.of(served))).isFalse();
    }
}
