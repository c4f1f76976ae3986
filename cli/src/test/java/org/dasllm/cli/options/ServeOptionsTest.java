package org.dasllm.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.engine.server.OperationsConfig;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.http.HttpServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ServeOptionsTest {
    private static final HttpServerConfig HTTP =
            new HttpServerConfig(Optional.of("cert.pem"), Optional.of("key.pem"), 3, 4, 5, 6);
    private static final HttpServerConfig DEFAULT_HTTP =
            new HttpServerConfig(Optional.empty(), Optional.empty(), 10, 60, 60, 4096);
    private static final ServeConfig FILE = new ServeConfig(
            "0.0.0.0",
            9000,
            "mine",
            3,
            5,
            7,
            Optional.of(100),
            Optional.of("KEY"),
            2048,
            1,
            2,
            false,
            HTTP,
            new OperationsConfig(
                    Optional.of(Path.of("keys.json")),
                    Optional.of(Path.of("access.jsonl")),
                    9,
                    false,
                    false,
                    List.of("llm.example")));

    @TempDir
    Path folder;

    private static ServeConfig over(ServeConfig config, String... arguments) {
        Command command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command.options.over(config);
    }

    @CommandLine.Command
    static final class Command {
        @CommandLine.Mixin
        private ServeOptions options = new ServeOptions();
    }

    @Test
    void whatIsNotGivenIsAsTheFileHasIt() {
        assertThat(over(FILE)).isEqualTo(FILE);
    }

    @Test
    void withoutAFileTheDefaultsAreThoseOfTheConfiguration() {
        assertThat(over(ConfigurationFile.defaults(ServeConfig.class)))
                .isEqualTo(new ServeConfig(
                        "127.0.0.1",
                        8080,
                        "dasllm",
                        8,
                        64,
                        512,
                        Optional.empty(),
                        Optional.empty(),
                        4_194_304,
                        30,
                        15,
                        false,
                        DEFAULT_HTTP,
                        new OperationsConfig(Optional.empty(), Optional.empty(), 600, true, true, List.of())));
    }

    @Test
    void aliasesAreAddedToThoseOfTheFile() {
        ServeConfig config = over(FILE, "--alias=gpt-4o", "--alias", "claude");
        assertThat(config.aliases()).containsOnlyKeys("gpt-4o", "claude");
        assertThat(over(config, "--alias", "other").aliases()).containsOnlyKeys("gpt-4o", "claude", "other");
    }

    @Test
    void thinkingIsLeftToTheTemplateUnlessItIsGiven() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.write(file, List.of("enable_thinking: true"));
        ServeConfig written = ConfigurationFile.read(file, Map.of(), ServeConfig.class);
        assertThat(FILE.enableThinking()).isEmpty();
        assertThat(written.enableThinking()).contains(true);
        assertThat(over(written).enableThinking()).contains(true);
        assertThat(over(written, "--enable-thinking=false").enableThinking()).contains(false);
        assertThat(over(FILE, "--enable-thinking", "true").enableThinking()).contains(true);
    }

    @Test
    void whatIsGivenCountsMoreThanTheFileEvenWhereItIsTheDefault() {
        assertThat(over(
                        FILE,
                        "--host=127.0.0.1",
                        "--port=8080",
                        "--model-name=dasllm",
                        "--slots=8",
                        "--queue=64",
                        "--deterministic",
                        "--api-key-variable=OTHER",
                        "--api-keys=other.json",
                        "--access-log=other.jsonl",
                        "--deadline=600",
                        "--tls-certificate=other.pem",
                        "--tls-key=other.key"))
                .isEqualTo(new ServeConfig(
                        "127.0.0.1",
                        8080,
                        "dasllm",
                        8,
                        64,
                        7,
                        Optional.of(100),
                        Optional.of("OTHER"),
                        2048,
                        1,
                        2,
                        true,
                        new HttpServerConfig(Optional.of("other.pem"), Optional.of("other.key"), 3, 4, 5, 6),
                        new OperationsConfig(
                                Optional.of(Path.of("other.json")),
                                Optional.of(Path.of("other.jsonl")),
                                600,
                                false,
                                false,
                                List.of("llm.example"))));
    }

    @Test
    void everyKeyOfTheFileIsTaken() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.write(
                file,
                List.of(
                        "host: 0.0.0.0",
                        "port: 9000",
                        "model_name: mine",
                        "slots: 3",
                        "queue_limit: 5",
                        "default_max_tokens: 7",
                        "context_limit: 100",
                        "api_key_variable: KEY",
                        "max_request_bytes: 2048",
                        "stop_seconds: 1",
                        "quiet_seconds: 2",
                        "http:",
                        "  tls_certificate: cert.pem",
                        "  tls_key: key.pem",
                        "  header_seconds: 3",
                        "  body_seconds: 4",
                        "  write_seconds: 5",
                        "  max_connections: 6",
                        "operations:",
                        "  api_keys: keys.json",
                        "  access_log: access.jsonl",
                        "  deadline_seconds: 9",
                        "  metrics: false",
                        "  chat_page: false",
                        "  allowed_hosts: [llm.example]"));
        assertThat(ConfigurationFile.read(file, Map.of(), ServeConfig.class)).isEqualTo(FILE);
    }

    @ParameterizedTest
    @CsvSource({
        "host, ' '",
        "port, 70000",
        "model_name, ' '",
        "slots, 0",
        "queue_limit, -1",
        "default_max_tokens, 0",
        "context_limit, 1",
        "api_key_variable, ' '",
        "max_request_bytes, 10",
        "stop_seconds, -1",
        "quiet_seconds, 0",
        "http.header_seconds, 0",
        "http.body_seconds, 0",
        "http.write_seconds, 0",
        "http.max_connections, 0",
        "http.tls_key, key.pem",
        "operations.deadline_seconds, 0"
    })
    void aRefusalNamesTheKeyAsTheFileSpellsIt(String key, String value) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.write(file, List.of("{}"));
        Map<String, String> set = new LinkedHashMap<>();
        set.put(key, "'" + value + "'");
        assertThatThrownBy(() -> ConfigurationFile.read(file, set, ServeConfig.class))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(key)
                .hasMessageNotContainingAny(
                        "modelName", "queueLimit", "MaxTokens", "contextLimit", "Variable", "RequestBytes");
    }
}
