package org.dasllm.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
    private static final Metric EXACT = Metric.parse("exact");
    private static final AnswerReading JSON = new AnswerReading.OfJson(json -> true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":[2,3]}  | { "b": [2, 3], "a": 1.0 } | true
            {"a":100}          | {"a":1e2}                 | true
            {"a":{"x":1,"y":2}}| {"a":{"y":2,"x":1}}       | true
            {"a":"\\u0041"}    | {"a":"A"}                 | true
            {"a":1}            | {"a":"1"}                 | false
            {"a":[1,2]}        | {"a":[2,1]}               | false
            {"a":1}            | {"a":1,"b":null}          | false
            {"a":"A"}          | {"a":"a"}                 | false
            """)
    void wholeAnswersAreComparedByMeaning(String first, String second, boolean same) {
        assertThat(label(EXACT, first).isPresent()).isTrue();
        assertThat(label(EXACT, first).equals(label(EXACT, second))).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "{\"a\":1",
                "{\"a\":1} x",
                "```json\n{}\n```",
                "{'a':1}",
                "\"a\"",
                "{\"a\":1,\"a\":2}",
                "{\"a\":NaN}"
            })
    void whatAProgramCouldNotReadIsInvalid(String text) {
        assertThat(JSON.read(text).valid()).isFalse();
        assertThat(label(EXACT, text)).isEmpty();
    }

    @Test
    void aNumberTooLargeForADoubleIsStillANumber() {
        assertThat(label(EXACT, "{\"a\":1e999}")).isPresent().isNotEqualTo(label(EXACT, "{\"a\":1e998}"));
    }

    @Test
    void aFieldIsReadByItsName() {
        Metric intent = Metric.parse("field:intent");
        assertThat(label(intent, "{\"intent\":\"fee\",\"x\":1}")).contains("fee");
        assertThat(label(intent, "{\"intent\":\"1\"}")).isNotEqualTo(label(intent, "{\"intent\":1}"));
        assertThat(label(intent, "{\"intent\":\"null\"}")).isNotEqualTo(label(intent, "{\"intent\":null}"));
        assertThat(label(intent, "{\"other\":\"fee\"}")).isEmpty();
        assertThat(label(intent, "[\"intent\"]")).isEmpty();
    }

    @Test
    void theTaskIsInferredFromWhatMostLabelsAre() {
        assertThat(inferred("{\"a\":1}", "{\"a\":2}", "broken")).isEqualTo(Task.ofAnyJson());
        assertThat(inferred("card_arrival", "7", "true")).isEqualTo(Task.ofText());
    }

    private static Task inferred(String... labels) {
        JudgedTask task = JudgedTask.of(Optional.empty(), List.of(labels));
        assertThat(task.declared()).isFalse();
        return task.task();
    }

    @Test
    void aDeclaredTaskSaysWhichAnswersAreValid() {
        JudgedTask labels = judged(Task.ofLabels(List.of("fee", "card")));
        assertThat(labels.declared()).isTrue();
        assertThat(labels.read(" fee\n").valid()).isTrue();
        assertThat(EXACT.label(labels.read(" fee\n"))).contains("fee");
        assertThat(labels.read("Fee").valid()).isFalse();
        assertThat(EXACT.label(labels.read("loan"))).isEmpty();
        JudgedTask anyLabel = judged(Task.ofLabels(List.of()));
        assertThat(anyLabel.read("loan").valid()).isTrue();
        assertThat(anyLabel.read("a\nb").valid()).isFalse();
        assertThat(judged(Task.ofText()).read("a\nb").valid()).isTrue();
        // The labels are not asked any more.
        assertThat(judged(Task.ofText()).json()).isFalse();
    }

    @Test
    void anAnswerThatTheValidatorRefusesSaysNothing() {
        DeclaredTask declared = new DeclaredTask(Task.ofAnyJson(), json -> json.has("intent"));
        JudgedTask task = JudgedTask.of(Optional.of(declared), List.of("text"));
        assertThat(task.read("{\"intent\":1}").valid()).isTrue();
        Answer refused = task.read("{\"urgency\":1}");
        assertThat(refused.valid()).isFalse();
        assertThat(Metric.parse("field:urgency").label(refused)).isEmpty();
    }

    private static JudgedTask judged(Task task) {
        return JudgedTask.of(Optional.of(new DeclaredTask(task, json -> true)), List.of("{\"a\":1}"));
    }

    private static Optional<String> label(Metric metric, String text) {
        return metric.label(JSON.read(text));
    }
}
