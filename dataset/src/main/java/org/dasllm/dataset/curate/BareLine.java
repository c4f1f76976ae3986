package org.dasllm.dataset.curate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.step.Columns;

/** A line of which nothing is known but its key, by which the rows of the night before are found. */
record BareLine() implements RowOfLine {
    static final String UTF8 = "utf8";
    static final String TOO_LONG = "tooLong";

    /** As {@link TableLine} has it; null of a line of a file. */
    static final String FAULT = "fault";

    static final String KEY = "keyOfLine";

    static final StructType SCHEMA = new StructType()
            .add(Columns.FILE, DataTypes.StringType, false)
            .add(Columns.LINE, DataTypes.StringType, false)
            .add(UTF8, DataTypes.BooleanType, false)
            .add(TOO_LONG, DataTypes.BooleanType, false)
            .add(FAULT, DataTypes.StringType)
            .add(KEY, DataTypes.BinaryType, false);

    @Override
    public Row read(String file, TextLine line) {
        return RowFactory.create(file, line.text(), line.utf8(), line.tooLong(), null, LineKey.of(line));
    }

    @Override
    public Row read(String table, TableLine row) {
        return RowFactory.create(table, row.text(), true, false, row.fault(), LineKey.of(row));
    }
}
