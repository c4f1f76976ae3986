package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;

class TeacherConfigTest {
    private static TeacherConfig at(String url) {
        return Teachers.fake(url).config();
    }

    @Test
    void everyKeyAndItsDefaultIsThis() {
        TeacherConfig config = ConfigBinder.bind(ConfigSource.json("""
                {"base_url": "http://h", "model": "m"}""", "the test"), TeacherConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"protocol":"openai","base_url":"http://h","model":"m","max_tokens":512,"max_tokens_field":"max_tokens",\
                "temperature":0.0,"without_temperature":false,"samples_per_prompt":1,"structured_output":false,"timeout_seconds":60.0,"concurrency":8,"max_retries":6,"first_retry_seconds":0.5,"top_logprobs":0}""");
    }

    @Test
    void everyKeyOfRecordedTrafficAndItsDefaultIsThis() {
        HarvestConfig config = ConfigBinder.bind(ConfigSource.json("""
                {"recorded": {"files": [{"path": "pom.xml"}]}}""", "the test"), HarvestConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"prompts":[],"recorded":{"files":[{"path":"pom.xml"}],"text_column":"text",\
                "attribute_columns":[],"delimiter":",","format":"auto","gold":"none"},"max_failed_share":0.0}""");
    }

    @Test
    void theEndpointHasV1WhereTheAddressHasNoPath() {
        assertThat(at("http://127.0.0.1:8080").endpoint()).hasToString("http://127.0.0.1:8080/v1/chat/completions");
        assertThat(at("http://127.0.0.1:8080/").endpoint()).hasToString("http://127.0.0.1:8080/v1/chat/completions");
        assertThat(at("https://host/openai/v1/").endpoint()).hasToString("https://host/openai/v1/chat/completions");
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        assertThatThrownBy(() -> Teachers.fake("ftp://host")
                        .with("model", " ")
                        .with("api_key_environment_variable", "sk-123")
                        .with("max_tokens", 0)
                        .with("max_tokens_field", "tokens")
                        .with("temperature", 3)
                        .with("timeout_seconds", 0)
                        .with("concurrency", 0)
                        .with("max_retries", -1)
                        .with("first_retry_seconds", 0)
                        .with("requests_per_minute", 0)
                        .with("top_logprobs", 21)
                        .with("budget_tokens", 0)
                        .config())
                .isInstanceOf(DasllmException.class)
                .message()
                .contains(
                        "'base_url' is an http or https address",
                        "'model' is empty",
                        "not the key",
                        "'max_tokens' is at least 1",
                        "'max_tokens_field' is",
                        "temperature",
                        "timeout_seconds",
                        "concurrency",
                        "max_retries",
                        "first_retry_seconds",
                        "requests_per_minute",
                        "'top_logprobs' is from 0 to 20",
                        "'top_logprobs' needs temperature 0 or 1",
                        "budget_tokens")
                .doesNotContain("sk-123");
    }

    @Test
    void pricesAreRead() {
        TeacherConfig config = ConfigBinder.bind(ConfigSource.json("""
                {"base_url": "http://h", "model": "m", "budget_money": 5,
                 "prices": {"input": 0.15, "cached_input": 0.075, "output": 0.6}}""", "the test"), TeacherConfig.class);
        assertThat(config.budgetMoney()).hasValue(5.0);
        assertThat(config.prices())
                .isEqualTo(new TeacherPrices(0.15, Optional.of(0.075), 0.6, Optional.empty(), "USD"));
        assertThatThrownBy(() -> ConfigBinder.bind(ConfigSource.json("""
                {"base_url": "http://h", "model": "m", "budget_money": 0,
                 "prices": {"input": -1, "output": 2000000, "reasoning": -2, "cache_write": -3, "currency": " ", "date": "May"}}""", "the test"), TeacherConfig.class))
                .message()
                .contains("input", "output", "reasoning", "cache_write", "currency", "date");
        assertThatThrownBy(() -> ConfigBinder.bind(ConfigSource.json("""
                {"base_url": "http://h", "model": "m", "prices": {"input": 1, "output": 2,
                  "long_prompt": {"above": 0, "input": 1, "output": -4}}}""", "the test"), TeacherConfig.class))
                .message()
                .contains("'prices.long_prompt.above' is at least 1", "'prices.long_prompt.output' is from 0");
    }

    @Test
    void aKeyInTheAddressIsRefused() {
        assertThatThrownBy(() -> at("https://user:secret@host/v1")).hasMessageContaining("holds no user");
        assertThatThrownBy(() -> at("https://host/v1?api_key=secret")).message().doesNotContain("secret");
        assertThatThrownBy(() -> at("not an address")).hasMessageContaining("'base_url' is an address, not");
    }

    @Test
    void exactlyOneSource() {
        assertThatThrownBy(() -> new HarvestConfig(List.of(), null, null, 0)).hasMessageContaining("has none");
        assertThatThrownBy(() -> new HarvestConfig(List.of(), at("http://h"), null, 1.5))
                .hasMessageContaining("from 0 to 1");
    }
}
