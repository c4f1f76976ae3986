package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.RealModels;
import org.dasllm.model.SharedData;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SmolLM2-135M-Instruct from its GGUF file, beside transformers on the same weights (golden.json, see its SOURCE.txt). */
class RealModelTest {
    private static final String DEVICE = "onednn";

    @TempDir
    private static Path dir;

    private static JsonNode cases;

    @BeforeAll
    static void imported() {
        cases = Json.readTree(SharedData.folder("smollm2-135m-instruct").resolve("golden.json"))
                .get("cases");
        try (GgufFile file = GgufFile.open(RealModels.file("SmolLM2-135M-Instruct.Q4_1.gguf"))) {
            GgufImport.write(file, dir, GgufImport.Widened.FLOAT32);
        }
        assertThat(cases).hasSize(20);
    }

    @Test
    void promptsBecomeTheGoldenTokens() {
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.load(dir), ModelConfig.read(dir));
            for (JsonNode each : cases) {
                String prompt = each.get("prompt").textValue();
                int[] expected = ints(each.get("promptIds"));
                assertThat(tokenizer.encode(each.get("rendered").textValue(), false))
                        .as(prompt)
                        .isEqualTo(expected);
                assertThat(encoder.prompt(List.of(new Message("user", prompt)))).isEqualTo(expected);
            }
        }
    }

    @Test
    void logitsAndAnswersAreTheGoldenOnes() {
        try (Tokenizer tokenizer = Tokenizer.load(dir);
                Device device = EveryDevice.open(DEVICE);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            List<int[]> prompts = new ArrayList<>();
            for (JsonNode each : cases) {
                int[] prompt = ints(each.get("promptIds"));
                prompts.add(prompt);
                try (Pass pass = device.inferencePass()) {
                    float[] logits = model.logits(pass, prompt, new Packing(prompt.length));
                    int last = (prompt.length - 1) * model.config().vocabularySize();
                    for (JsonNode top : each.get("lastLogitsTop20")) {
                        assertThat((double) logits[last + top.get(0).intValue()])
                                .as(each.get("prompt").textValue())
                                .isCloseTo(top.get(1).doubleValue(), Offset.offset(1e-4));
                    }
                }
            }
            List<Completion> answers =
                    new Generator(model, tokenizer, 4).generate(prompts, GenerationOptions.greedy(48), Progress.SILENT);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(answers.get(i).text().strip())
                        .as(cases.get(i).get("prompt").textValue())
                        .isEqualTo(cases.get(i).get("greedyText").textValue().strip());
            }
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
