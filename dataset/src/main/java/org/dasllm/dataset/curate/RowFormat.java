package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.dataset.step.SortedMap;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Candidates as rows.
 *
 * @param schema holds the columns of {@link Columns#READ}, perhaps among others
 */
record RowFormat(StructType schema) implements Serializable {
    /** The format of rows that were just read. */
    static final RowFormat READ = new RowFormat(Columns.READ);

    /**
     * A row that was just read.
     *
     * @param sample null where the line is none
     */
    Row row(String file, String line, String contentHash, @Nullable Sample sample, Decision decision) {
        @Nullable Object[] values = new @Nullable Object[schema.size()];
        set(values, Columns.FILE, file);
        set(values, Columns.LINE, line);
        set(values, Columns.CONTENT_HASH, contentHash);
        if (decision instanceof Candidate kept) {
            SampleColumns.values(kept.sample()).forEach((column, value) -> set(values, column, value));
        } else if (sample != null) {
            SampleColumns.values(sample).forEach((column, value) -> set(values, column, value));
        }
        set(values, decision);
        return RowFactory.create(values);
    }

    /** The row's candidate; what is carried along unread, the tokens, is null in its sample. */
    Candidate candidate(Row row) {
        return new Candidate(
                SampleColumns.withoutUnread(row),
                row.getAs(Columns.ANSWER),
                row.getJavaMap(row.fieldIndex(Columns.LABELS)),
                row.getJavaMap(row.fieldIndex(Columns.NOTED)),
                row.getJavaMap(row.fieldIndex(Columns.SEEN)));
    }

    /** The row with what was decided about its candidate. */
    Row with(Row row, Decision decision) {
        @Nullable Object[] values = new @Nullable Object[schema.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        if (decision instanceof Candidate kept) {
            // Also where the sample is the same: a row holds maps in any order.
            SampleColumns.valuesWithoutUnread(kept.sample()).forEach((column, value) -> set(values, column, value));
        }
        set(values, decision);
        return RowFactory.create(values);
    }

    private void set(@Nullable Object[] values, Decision decision) {
        if (decision instanceof Rejection rejection) {
            set(values, Columns.REASON, rejection.reason().code());
            set(values, Columns.DETAIL, rejection.detail());
        } else if (decision instanceof Candidate kept) {
            set(values, Columns.ANSWER, kept.answer());
            set(values, Columns.LABELS, SortedMap.of(kept.labels()));
            set(values, Columns.NOTED, SortedMap.of(kept.noted()));
            set(values, Columns.SEEN, SortedMap.of(kept.seen()));
        }
    }

    private void set(@Nullable Object[] values, String column, @Nullable Object value) {
        values[schema.fieldIndex(column)] = value;
    }
}
