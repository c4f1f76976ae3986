package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.TextFile;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedKeys;
import org.dasllm.harvest.recorded.RecordedImport;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader of a file that people bring takes it with a byte order mark, and reads the same as without. */
final class ByteOrderMarkTest {
    private static final Path MODEL = Path.of("demo", "models", "student-base");
    private static final String SHARD = "model-00001-of-00001.safetensors";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    /** A file of the folder is read; what comes of it is compared. */
    private interface Reading {
        Object of(Path folder) throws IOException;
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of("config.json", (Reading)
                        folder -> ModelConfig.read(folder).toString()),
                Arguments.of("generation_config.json", (Reading)
                        folder -> ModelConfig.read(folder).toString()),
                Arguments.of("tokenizer.json", (Reading) ByteOrderMarkTest::ids),
                Arguments.of("tokenizer_config.json", (Reading)
                        folder -> ChatTemplate.load(folder).source()),
                Arguments.of("chat_template.jinja", (Reading)
                        folder -> ChatTemplate.load(folder).source()),
                Arguments.of("model.safetensors.index.json", (Reading) ByteOrderMarkTest::tensors),
                Arguments.of("adapter_config.json", (Reading)
                        folder -> AdapterConfig.read(folder).toString()),
                Arguments.of("prompts.jsonl", (Reading) folder -> SampleFile.read(folder.resolve("prompts.jsonl"))),
                Arguments.of("recorded.jsonl", (Reading) folder -> recorded(folder.resolve("recorded.jsonl"))),
                Arguments.of("recorded.json", (Reading) folder -> recorded(folder.resolve("recorded.json"))),
                Arguments.of("recorded.csv", (Reading) folder -> recorded(folder.resolve("recorded.csv"))),
                Arguments.of("run.yaml", (Reading)
                        folder -> ConfigurationFile.read(folder.resolve("run.yaml"), Map.of(), TokenizerConfig.class)),
                Arguments.of("curate.json", (Reading) folder -> ConfigSource.json(
                                TextFile.decode(Files.readAllBytes(folder.resolve("curate.json")), "curate.json"),
                                "curate.json")
                        .root()
                        .toString()),
                Arguments.of("report.json", (Reading) folder -> Json.readTree(folder.resolve("report.json"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void isTaken(String name, Reading reading) throws IOException {
        prepare();
        Object plain = reading.of(folder);
        Path file = folder.resolve(name);
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        assertThat(reading.of(folder)).isEqualTo(plain);
    }

    private void prepare() throws IOException {
        for (String name :
                new String[] {"config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(MODEL.resolve(name), folder.resolve(name));
        }
        Files.copy(MODEL.resolve("model.safetensors"), folder.resolve(SHARD));
        ObjectNode index = Json.mapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        try (SafetensorsFile shard = SafetensorsFile.open(folder.resolve(SHARD))) {
            shard.tensors().keySet().forEach(tensor -> map.put(tensor, SHARD));
        }
        Json.write(folder.resolve("model.safetensors.index.json"), index);
        write("adapter_config.json", "{\"peft_type\": \"LORA\", \"r\": 8, \"target_modules\": [\"q_proj\"]}");
        write("chat_template.jinja", ChatTemplate.CHATML);
        write("prompts.jsonl", "{\"id\":\"1\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}]}\n");
        write("recorded.jsonl", "{\"text\":\"q\",\"label\":\"a\"}\n");
        write("recorded.json", "[{\"text\":\"q\",\"label\":\"a\"}]\n");
        write("recorded.csv", "text,label\nq,a\n");
        write("run.yaml", "out: x\ndata: []\n");
        write("curate.json", "{\"salt\": \"s\"}");
        write("report.json", "{\"verdict\": {}}");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Object ids(Path folder) {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<Integer> ids = new ArrayList<>();
            for (int id : tokenizer.encode("My card was stolen", false)) {
                ids.add(id);
            }
            return ids;
        }
    }

    private static Object tensors(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new TreeSet<>(checkpoint.names());
        }
    }

    private static Object recorded(Path file) {
        RecordedConfig config = new RecordedConfig(
                List.of(new RecordedFile(file, null)), "text", null, null, null, List.of(), null, ",");
        Path out = file.resolveSibling("samples-of-" + file.getFileName());
        RecordedImport.write(config, RecordedKeys.RUN_FILE, sample -> sample, out, Progress.SILENT);
        return SampleFile.read(out);
    }
}
