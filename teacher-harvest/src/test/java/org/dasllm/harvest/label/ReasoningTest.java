package org.dasllm.harvest.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "<think>let me see</think>card|card",
                "<think>\\n\\n</think>\\n\\ncard\\n|card\\n",
                "  \\n<think>let\\nme</think> card|card",
                "<THINK>x</Think>card|card",
                "<think >x</think >card|card",
                "<think effort=\"high\">x</think>card|card",
                "<think>a <think>b</think> c</think>card|card",
                "<think>a</think><think>b</think>card|card",
                "<think></think>card|card",
                "<thinking>x</thinking>\\ncard|card",
                "<thought>x</thought>card|card",
                "<seed:think>x</seed:think>card|card",
                "[THINK]x[/THINK]card|card",
                "◁think▷x◁/think▷card|card",
                // The prompt ended with the opening mark.
                "let me see</think>card|card",
                "The user asks.\\n</think>\\n\\n{\"label\":\"card\"}|{\"label\":\"card\"}",
                "</think>card|card",
                "<think>x</think>use </think> to end|use </think> to end",
                "<think>x</think>{\"tag\":\"<think>\"}|{\"tag\":\"<think>\"}",
            })
    void whatLeadsTheAnswerIsRemoved(String content, String answer) {
        assertThat(Reasoning.removed(content.replace("\\n", "\n"))).contains(answer.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>card;card",
                "<|channel|>final<|message|>card<|return|>;card",
                "<|START_THINKING|>hm<|END_THINKING|>card;card"
            })
    void channelsAreKnown(String content, String answer) {
        assertThat(Reasoning.removed(content)).contains(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "card",
                " card ",
                "",
                "Use <think> to begin",
                "Write <think>so</think> before it",
                "{\"text\":\"ends with </think> here\"}",
                "The tag `</think>` ends it",
                "The tag '</think>' ends it",
                "<b>think</b>",
                "<thinker>x</thinker>",
                "a < b, think, c > d",
                "I think so"
            })
    void whatIsAPartOfTheAnswerStays(String content) {
        assertThat(Reasoning.removed(content)).contains(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>let me see",
                "<think>",
                "<think>a <think>b</think> c",
                "<think>x</think><think>y",
                "a</think>b</think>card",
                "[THINK]x",
                "<think>x</thi",
                "<|channel|>analysis<|message|>hm"
            })
    void reasoningWithoutAnEndLeavesNoAnswer(String content) {
        assertThat(Reasoning.removed(content)).isEmpty();
    }
}
