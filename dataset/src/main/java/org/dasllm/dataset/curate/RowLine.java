package org.dasllm.dataset.curate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.sample.Sample;

/** A row as the line it has in the JSON Lines files: a {@link Sample}, keys in their order, attributes sorted. */
final class RowLine implements UDF1<Row, String> {
    private static final long serialVersionUID = 1L;

    /** The column of the line, and that of its hash. */
    static final String COLUMN = "json";

    static final String HASH = "rowHash";

    @Override
    public String call(Row row) {
        return SampleColumns.line(row);
    }
}
