package org.dasllm.dataset.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;

class SampleColumnsTest {
    private static final Sample FULL = new Sample(
                    "a",
                    "g",
                    "test",
                    List.of(Message.system("s"), Message.user("u")),
                    "c",
                    "gold",
                    Map.of("k", "v", "l", "w"),
                    "teacher:t")
            .withTools("[{\"name\":\"t\"}]")
            .withTokens(
                    List.of(new AnswerToken("c", null, List.of(new AnswerToken.Alternative("d", List.of(100), -1.5f)))))
            .withEvidence(new LabelEvidence(3, 2, Map.of("a", 2), Map.of(), false, false, List.of("anna")));
    private static final Sample BARE = new Sample("b", "g", null, List.of(), null, null, Map.of(), null);

    private static Dataset<Row> rows(Sample... samples) {
        List<Row> rows = Arrays.stream(samples)
                .map(SampleColumns::values)
                .map(values -> RowFactory.create(Arrays.stream(SampleColumns.SCHEMA.fieldNames())
                        .map(values::get)
                        .toArray()))
                .toList();
        return SparkForTests.session().createDataFrame(rows, SampleColumns.SCHEMA);
    }

    @Test
    void aRowHasTheLineOfItsRecord() {
        Sample odd = FULL.withCompletion("\"\n\u2028\ud83d\ude00</script>", "teacher:\u00fc")
                .withAttribute("", "\\");
        List<Row> back = rows(FULL, BARE, odd).select(SampleColumns.columns()).collectAsList();
        assertThat(back).map(SampleColumns::line).containsExactly(Json.line(FULL), Json.line(BARE), Json.line(odd));
    }

    @Test
    void textsAreWhatTheyAreAmongAllColumns() {
        Dataset<Row> texts =
                SparkForTests.session().createDataFrame(List.of(SampleColumns.texts(FULL)), SampleColumns.TEXTS);
        assertThat(texts.columns()).containsExactly("prompt", "completion", "gold", "tools", "tokens", "evidence");
        assertThat(texts.first())
                .isEqualTo(rows(FULL)
                        .select("prompt", "completion", "gold", "tools", "tokens", "evidence")
                        .first());
    }

    @Test
    void theColumnsAreTheRecordsComponentsInTheirOrder() {
        assertThat(SampleColumns.SCHEMA.simpleString())
                .isEqualTo(
                        "struct<id:string,group:string,split:string,prompt:array<struct<role:string,content:string>>,"
                                + "completion:string,gold:string,attributes:map<string,string>,source:string,tools:string,tokens:string,evidence:string>");
    }
}
