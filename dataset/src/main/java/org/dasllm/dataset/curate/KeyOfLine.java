package org.dasllm.dataset.curate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.step.Columns;

/** Of a line its file and its key alone. */
record KeyOfLine() implements RowOfLine {
    static final StructType SCHEMA = new StructType()
            .add(Columns.FILE, DataTypes.StringType, false)
            .add(Columns.LINE_KEY, DataTypes.BinaryType, false);

    @Override
    public Row read(String file, TextLine line) {
        return RowFactory.create(file, LineKey.of(line));
    }

    @Override
    public Row read(String table, TableLine row) {
        return RowFactory.create(table, LineKey.of(row));
    }
}
