package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolRulesTest {
    private static Teachers of(String protocol) {
        return Teachers.fake("https://h.example").with("model", "m x").with("protocol", protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, https://api.openai.com/v1/chat/completions, https://h.example/v1/chat/completions",
        "responses, https://api.openai.com/v1/responses, https://h.example/v1/responses",
        "xai, https://api.x.ai/v1/chat/completions, https://h.example/v1/chat/completions",
        "anthropic, https://api.anthropic.com/v1/messages, https://h.example/v1/messages",
        "gemini, https://generativelanguage.googleapis.com/v1beta/models/m%20x:generateContent,"
                + "https://h.example/v1beta/models/m%20x:generateContent"
    })
    void withoutAnAddressTheVendorsIsAsked(String protocol, String vendors, String own) {
        assertThat(of(protocol).with("base_url", null).config().endpoint()).hasToString(vendors);
        assertThat(of(protocol).config().endpoint()).hasToString(own);
        assertThat(of(protocol)
                        .with("base_url", "https://h.example/gate/v2/")
                        .config()
                        .endpoint()
                        .toString())
                .startsWith("https://h.example/gate/v2/")
                .endsWith(own.substring(own.indexOf('/', own.indexOf("/v1") + 1)));
    }

    @Test
    void ollamaIsBelowApiWhereAnAddressHasNoPath() {
        Teachers ollama = of("ollama");
        assertThat(ollama.with("base_url", null).config().endpoint()).hasToString("https://ollama.com/api/chat");
        assertThat(ollama.with("base_url", "http://127.0.0.1:11434").config().endpoint())
                .hasToString("http://127.0.0.1:11434/api/chat");
        assertThat(ollama.with("base_url", "https://h.example/gate/").config().endpoint())
                .hasToString("https://h.example/gate/chat");
    }

    @Test
    void anAzureDeploymentIsInThePathOnlyWithADatedVersion() {
        Teachers azure = of("azure").with("model", "my-gpt");
        assertThat(azure.config().endpoint()).hasToString("https://h.example/openai/v1/chat/completions");
        Teachers dated = azure.with("api_version", "2024-10-21");
        String deployment = "/deployments/my-gpt/chat/completions?api-version=2024-10-21";
        assertThat(dated.config().endpoint()).hasToString("https://h.example/openai" + deployment);
        assertThat(dated.with("base_url", "https://gate.example/east/openai/")
                        .config()
                        .endpoint())
                .hasToString("https://gate.example/east/openai" + deployment);
        assertThat(dated.with("base_url", "https://h.example/openai/deployments/other")
                        .config()
                        .endpoint())
                .hasToString("https://h.example/openai/deployments/other/chat/completions?api-version=2024-10-21");
        assertThat(azure.with("base_url", "https://h.example/openai/v1")
                        .config()
                        .endpoint())
                .hasToString("https://h.example/openai/v1/chat/completions");
    }

    @Test
    void bedrockIsAskedInARegion() {
        Teachers bedrock = of("bedrock").with("base_url", null).with("model", "eu.amazon.nova-lite-v1:0");
        assertThat(bedrock.with("region", "eu-central-1").config().endpoint())
                .hasToString(
                        "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.amazon.nova-lite-v1%3A0/converse");
        assertThatThrownBy(bedrock::config).hasMessageContaining("'region' is missing");
        assertThatThrownBy(() -> bedrock.with("region", "Frankfurt").config())
                .hasMessageContaining("such as eu-central-1, not 'Frankfurt'");
        assertThatThrownBy(() -> bedrock.with("region", "eu-central-1")
                        .with("api_key_environment_variable", "KEY")
                        .config())
                .hasMessageContaining("by AWS's own ways");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, top_logprobs, 5, 'top_logprobs' cannot be had of 'm x'",
        "bedrock, top_logprobs, 5, 'top_logprobs' cannot be had of 'm x'",
        "xai, top_logprobs, 9, 'top_logprobs' is from 0 to 8",
        "openai, top_logprobs, 21, 'top_logprobs' is from 0 to 20",
        "anthropic, seed, 7, 'seed' cannot be given to 'm x'",
        "responses, seed, 7, 'seed' cannot be given to 'm x'",
        "bedrock, seed, 7, 'seed' cannot be given to 'm x'",
        "anthropic, temperature, 1.5, 'temperature' is at most 1",
        "ollama, top_logprobs, 21, 'top_logprobs' is from 0 to 20",
        "gemini, max_tokens_field, max_completion_tokens, 'max_tokens_field' is of chat completions",
        "openai, region, eu-central-1, 'region' is for protocol bedrock",
        "openai, api_version, 2024-10-21, 'api_version' is for protocol azure",
        "azure, api_version, 1&x=2, 'api_version' is a version such as"
    })
    void whatAProtocolCannotDoIsRefusedInOneLine(String protocol, String key, String value, String words) {
        Object typed = value.matches("[0-9]+")
                ? Integer.valueOf(value)
                : value.matches("[0-9.]+") ? Double.valueOf(value) : value;
        Teachers teacher = of(protocol).with("region", protocol.equals("bedrock") ? "eu-central-1" : null);
        assertThat(teacher.config().model()).isEqualTo("m x");
        assertThatThrownBy(() -> teacher.with(key, typed).config())
                .message()
                .contains(words)
                .doesNotContain("\n");
    }

    @Test
    void anAddressForEachCustomerMustBeGivenAndOneKeyAtMost() {
        assertThatThrownBy(() -> of("azure").with("base_url", null).config())
                .hasMessageContaining("'base_url' is missing: Azure OpenAI has an address for each customer");
        assertThatThrownBy(() -> of("openai")
                        .with("api_key_environment_variable", "KEY")
                        .with("api_key_file", "pom.xml")
                        .config())
                .hasMessageContaining("only one can be the key");
        assertThatThrownBy(
                        () -> of("openai").with("bearer_token_file", "pom.xml").config())
                .hasMessageContaining("'bearer_token_file' is for protocol azure");
        assertThatThrownBy(
                        () -> of("openai").with("api_key_file", "no-such-file").config())
                .hasMessageContaining("no-such-file");
    }
}
