package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.model.SharedData;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is learnt of samples with tools: the calls, as the template writes them, and the end of the answer. */
final class SampleTurnsTest {
    private static final String TOOLS = "\"tools\":[{\"name\":\"clock\",\"parameters\":{\"type\":\"object\"}}]";
    private static final String PROMPT = "{\"role\":\"user\",\"content\":\"Time in Oslo?\"}";
    private static final String CALLS =
            "{\\\"tool_calls\\\":[{\\\"name\\\":\\\"clock\\\",\\\"arguments\\\":{\\\"zone\\\":\\\"Oslo\\\"}},"
                    + "{\\\"name\\\":\\\"clock\\\",\\\"arguments\\\":{}}]}";

    private static Sample sample(String prompt, String completion) {
        return Json.parse(
                "{\"id\":\"s\",\"group\":\"g\",\"prompt\":[" + prompt + "],\"completion\":\"" + completion
                        + "\",\"attributes\":{}," + TOOLS + "}",
                Sample.class,
                "a sample");
    }

    private static String learnt(Sample sample, String templateFile) throws Exception {
        Path folder = SharedData.folder("qwen2.5-tokenizer");
        String source = Files.readString(SharedData.folder("chat-templates").resolve(templateFile));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            SampleEncoder encoder = new SampleEncoder(
                    tokenizer,
                    ChatTemplate.of(source, "", "<|im_end|>"),
                    ModelConfig.llama(151665, 8, 8, 1, 2, 1, 512));
            EncodedSample encoded = encoder.encode(
                    SampleTurns.prompt(sample),
                    SampleTurns.answer(sample, String.valueOf(sample.completion())),
                    Answers.LAST);
            int[] prompt = encoder.prompt(SampleTurns.prompt(sample));
            assertThat(Arrays.copyOf(encoded.ids(), prompt.length)).isEqualTo(prompt);
            return tokenizer.decode(
                    IntStream.of(encoded.targets())
                            .filter(id -> id != Loss.IGNORED)
                            .toArray(),
                    false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llamacpp/Qwen-Qwen2.5-7B-Instruct.jinja", "trl/qwen3_instruct_2507.jinja"})
    void callsAreLearntAsTheTemplateWritesThem(String template) throws Exception {
        assertThat(learnt(sample(PROMPT, CALLS), template)).isEqualTo("""
                <tool_call>
                {"name": "clock", "arguments": {"zone": "Oslo"}}
                </tool_call>
                <tool_call>
                {"name": "clock", "arguments": {}}
                </tool_call><|im_end|>""");
    }

    @Test
    void marksOfTheTemplateSayWhatIsLearnt() throws Exception {
        assertThat(learnt(sample(PROMPT, CALLS), "trl/qwen2_5_training.jinja").strip())
                .startsWith("<tool_call>\n{\"name\": \"clock\"")
                .endsWith("</tool_call><|im_end|>");
    }

    @Test
    void anAnswerBehindResultsIsLearntAlone() throws Exception {
        String prompt = PROMPT + ",{\"role\":\"assistant\",\"content\":\"" + CALLS + "\"},"
                + "{\"role\":\"tool\",\"content\":\"ten\"},{\"role\":\"tool\",\"content\":\"noon\"}";
        Sample sample = sample(prompt, "It is ten.");
        assertThat(learnt(sample, "llamacpp/Qwen-Qwen2.5-7B-Instruct.jinja")).isEqualTo("It is ten.<|im_end|>");
        assertThat(SampleTurns.prompt(sample).turns())
                .extracting(Turn::callId)
                .containsExactly("", "", "call00001", "call00002");
    }

    @Test
    void resultsNeedACall() {
        assertThatThrownBy(() ->
                        SampleTurns.prompt(sample(PROMPT + ",{\"role\":\"tool\",\"content\":\"ten\"}", "It is ten.")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'s'")
                .hasMessageContaining("no call before it");
        assertThatThrownBy(() -> SampleTurns.answer(sample(PROMPT, "x"), "{\"tool_calls\":[]}"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no list with a call in it");
    }

    @Test
    void toolsAreAListInJsonLines() {
        Sample sample = sample(PROMPT, "x");
        assertThat(Json.line(sample)).contains(TOOLS);
        assertThat(Json.parse(Json.line(sample), Sample.class, "again")).isEqualTo(sample);
    }
}
