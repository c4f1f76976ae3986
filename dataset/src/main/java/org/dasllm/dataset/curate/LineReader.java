package org.dasllm.dataset.curate;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.row.AnswerSchema;
import org.dasllm.dataset.row.GroupHash;
import org.dasllm.dataset.row.Judgement;
import org.dasllm.dataset.row.NormalisedPrompt;
import org.dasllm.dataset.row.Rejection;
import org.dasllm.dataset.row.SampleLine;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Turns a line into a row of {@link Columns#PARSED}: all that can be said of a line on its own. */
final class LineReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final AnswerSchema schema;
    private final CharacterLimits promptCharacters;
    private final CharacterLimits completionCharacters;
    private final GroupHash hash;

    LineReader(CurateConfig config) {
        this.schema = AnswerSchema.of(config);
        this.promptCharacters = config.promptCharacters();
        this.completionCharacters = config.completionCharacters();
        this.hash = new GroupHash(config.salt(), config.split());
    }

    Row read(String file, TextLine text) {
        String line = text.text();
        SampleLine read = text.utf8() ? SampleLine.read(line, promptCharacters) : SampleLine.notUtf8();
        @Nullable Rejection rejection = read.rejection();
        @Nullable String reason = rejection == null ? null : rejection.reason().code();
        @Nullable String detail = rejection == null ? null : rejection.detail();
        @Nullable Sample sample = read.sample();
        if (sample == null) {
            return nulls(file, line, reason, detail, Sha256.ofString(line));
        }
        return RowFactory.create(
                file,
                line,
                reason,
                detail,
                Sha256.ofString(Json.line(sample)),
                NormalisedPrompt.key(sample.prompt()),
                sample.id(),
                sample.group(),
                sample.split(),
                hash.split(sample.group()),
                sample.prompt().stream().map(LineReader::row).toArray(Row[]::new),
                sample.completion(),
                sample.gold(),
                map(sample.attributes()),
                sample.source(),
                sample.tokens() == null ? null : Json.line(sample.tokens()),
                row(AnswerSchema.judge(sample.completion(), schema, completionCharacters)),
                row(AnswerSchema.judge(sample.gold(), schema, completionCharacters)));
    }

    private static Row nulls(String file, String line, @Nullable String reason, @Nullable String detail, String hash) {
        @Nullable Object[] values = new @Nullable Object[Columns.PARSED.size()];
        values[0] = file;
        values[1] = line;
        values[2] = reason;
        values[3] = detail;
        values[4] = hash;
        return RowFactory.create(values);
    }

    private static Row row(Message message) {
        return RowFactory.create(message.role(), message.content());
    }

    private static Row row(Judgement judgement) {
        @Nullable Rejection rejection = judgement.rejection();
        return RowFactory.create(
                rejection == null ? null : rejection.reason().code(),
                rejection == null ? null : rejection.detail(),
                judgement.canonical(),
                map(judgement.labels()));
    }

    /** Sorted, so that equal maps are equal bytes in Parquet. */
    private static scala.collection.Map<String, String> map(Map<String, String> entries) {
        return CollectionConverters.asScala(new TreeMap<>(entries));
    }
}
