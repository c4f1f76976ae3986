package org.dasllm.dataset.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

class CurateConfigJsonTest {
    @Test
    void defaultsAreThese() {
        assertThat(CurateConfig.defaults())
                .isEqualTo(new CurateConfig(
                        new SplitFractions(0.8, 0.1, 0.1),
                        "das-llm",
                        new CharacterLimits(1, 20000),
                        new CharacterLimits(1, 20000),
                        Map.of(),
                        List.of(),
                        true,
                        new NearDuplicates(false, 0.8),
                        LeakagePolicy.DROP));
    }

    @Test
    void whatIsGivenReplacesADefaultAndTheRestStays() {
        CurateConfig config = CurateConfigJson.parse("""
                {"split": {"train": 0.5, "validation": 0.5, "test": 0.0}, "completionCharacters": {"maximum": 9},
                 "answerFields": {"intent": ["a", "b"]}, "leakage": "refuse", "nearDuplicates": {"remove": true}}""", "here");
        assertThat(config.split()).isEqualTo(new SplitFractions(0.5, 0.5, 0));
        assertThat(config.completionCharacters()).isEqualTo(new CharacterLimits(1, 9));
        assertThat(config.answerFields()).isEqualTo(Map.of("intent", List.of("a", "b")));
        assertThat(config.leakage()).isEqualTo(LeakagePolicy.REFUSE);
        assertThat(config.nearDuplicates()).isEqualTo(new NearDuplicates(true, 0.8));
        assertThat(config.salt()).isEqualTo("das-llm");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        CurateConfig config = CurateConfigJson.parse("{\"answerValues\": [\"x\", \"y\"], \"salt\": \"s\"}", "here");
        assertThat(CurateConfigJson.parse(Json.line(config), "there")).isEqualTo(config);
    }

    @Test
    void unknownKeysAndWrongValuesAreRefusedInOneLine() {
        for (String wrong : List.of(
                "{\"slat\": \"s\"}",
                "[]",
                "{\"leakage\": \"perhaps\"}",
                "{\"split\": {\"train\": 0.9}}",
                "{\"promptCharacters\": {\"minimum\": 5, \"maximum\": 4}}",
                "{\"nearDuplicates\": {\"threshold\": 1.5}}",
                "{\"answerFields\": {\"a\": []}}",
                "{\"answerFields\": {\"a\": [\"x\"]}, \"answerValues\": [\"y\"]}")) {
            assertThatThrownBy(() -> CurateConfigJson.parse(wrong, "here"))
                    .as(wrong)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageNotContaining("\n");
        }
    }
}
