package org.dasllm.dataset.curate;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/** A row as the line it has in the JSON Lines files: a {@link Sample}, keys in their order, attributes sorted. */
final class RowLine implements UDF1<Row, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Row row) throws JsonProcessingException {
        List<Message> prompt = new ArrayList<>();
        for (Row message : row.<Row>getList(row.fieldIndex("prompt"))) {
            prompt.add(new Message(message.getString(0), message.getString(1)));
        }
        Map<String, String> attributes = new HashMap<>(row.<String, String>getJavaMap(row.fieldIndex("attributes")));
        return Json.line(new Sample(
                row.getAs("id"),
                row.getAs("group"),
                row.getAs("split"),
                prompt,
                row.getAs("completion"),
                row.getAs("gold"),
                attributes,
                row.getAs("source"),
                tokens(row.getAs(Columns.TOKENS))));
    }

    private static @Nullable List<AnswerToken> tokens(@Nullable String json) throws JsonProcessingException {
        return json == null ? null : List.of(Json.mapper().readValue(json, AnswerToken[].class));
    }
}
