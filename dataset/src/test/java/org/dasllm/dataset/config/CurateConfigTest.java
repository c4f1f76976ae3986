package org.dasllm.dataset.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.junit.jupiter.api.Test;

class CurateConfigTest {
    @Test
    void whatIsGivenReplacesADefaultAndTheRestStays() {
        CurateConfig config = CurateConfigs.parse("""
                {"split": {"train": 0.5, "validation": 0.5, "test": 0.0}, "completion_characters": {"maximum": 9},
                 "answer_fields": {"intent": ["a", "b"]}, "leakage": "refuse", "near_duplicates": {"remove": true}}""", "here");
        assertThat(config.split()).isEqualTo(new SplitFractions(0.5, 0.5, 0));
        assertThat(config.completionCharacters()).isEqualTo(new CharacterLimits(1, 9));
        assertThat(config.answerFields()).isEqualTo(Map.of("intent", List.of("a", "b")));
        assertThat(config.leakage()).isEqualTo(LeakagePolicy.REFUSE);
        assertThat(config.nearDuplicates()).isEqualTo(new NearDuplicates(true, 0.8, 0.7));
        assertThat(config.salt()).isEqualTo("das-llm");
    }

    @Test
    void everyKeyAndItsDefaultIsThis() {
        assertThat(Json.line(ConfigJson.of(CurateConfig.defaults()))).isEqualTo("""
                {"split":{"train":0.8,"validation":0.1,"test":0.1},"salt":"das-llm","together":[],\
                "normalise":{"unicode":true,"control_characters":true,"white_space":false},\
                "prompt_characters":{"minimum":1,"maximum":20000},"completion_characters":{"minimum":1,"maximum":20000},\
                "languages":{"allowed":[],"least_lead":1.5,"least_letters":40},"refusals":true,\
                "repetition":{"most":0.6,"least_words":30},\
                "answer_fields":{},"answer_values":[],"exact_duplicates":true,\
                "conflicts":{"rule":"first","least_margin":1,"least_share":0.0},\
                "near_duplicates":{"remove":false,"threshold":0.8,"apart":0.7},\
                "contamination":{"against":[],"share":0.5,"short_words":8},"caps":{"per_label":0,"per_source":0},\
                "leakage":"drop",\
                "gates":{"least_rows":0,"most_rows":0,"most_repeated_ids":1.0,"most_dropped":1.0,"most_by_reason":{},\
                "least_median_prompt":0.0,"most_median_prompt":0.0,"least_median_answer":0.0,"most_median_answer":0.0,\
                "most_drift":0.25}}""");
    }

    @Test
    void theTaskIsWhatIsDeclaredOrWhatAShortFormSays() {
        CurateConfig labels = CurateConfigs.parse("{\"answer_values\": [\"b\", \"a \", \"b\"]}", "here");
        CurateConfig fields = CurateConfigs.parse("{\"answer_fields\": {\"v\": [\"x\", \"1\"]}}", "here");
        assertThat(CurateConfig.defaults().task(Optional.empty())).isEmpty();
        assertThat(labels.task(Optional.empty())).contains(Task.ofLabels(List.of("b", "a")));
        assertThat(fields.task(Optional.empty())).contains(Task.ofListedValues(Map.of("v", List.of("x", "1"))));
        Task declared = CurateConfigs.task("{\"kind\": \"json\", \"fields\": {\"v\": [1, \"x\"]}}");
        assertThat(CurateConfig.defaults().task(Optional.of(declared))).contains(declared);
        assertThat(fields.task(Optional.of(declared))).contains(declared);
        assertThatThrownBy(() -> labels.task(Optional.of(declared)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'task' and 'curate.answer_values' allow different answers");
        assertThatThrownBy(() -> fields.task(Optional.of(Task.ofAnyJson())))
                .hasMessageContaining("'task' and 'curate.answer_fields' allow different answers");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        CurateConfig config = CurateConfigs.parse("{\"answer_values\": [\"x\", \"y\"], \"salt\": \"s\"}", "here");
        assertThat(CurateConfigs.parse(Json.line(ConfigJson.of(config)), "there"))
                .isEqualTo(config);
    }

    @Test
    void unknownKeysAndWrongValuesAreRefusedInOneLine() {
        for (String wrong : List.of(
                "{\"slat\": \"s\"}",
                "[]",
                "{\"leakage\": \"perhaps\"}",
                "{\"split\": {\"train\": 0.9}}",
                "{\"prompt_characters\": {\"minimum\": 5, \"maximum\": 4}}",
                "{\"near_duplicates\": {\"threshold\": 1.5}}",
                "{\"answer_fields\": {\"a\": []}}",
                "{\"answer_values\": [\" \"]}",
                "{\"answer_fields\": {\"a\": [\"x\"]}, \"answer_values\": [\"y\"]}")) {
            assertThatThrownBy(() -> CurateConfigs.parse(wrong, "here"))
                    .as(wrong)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageNotContaining("\n");
        }
    }
}
