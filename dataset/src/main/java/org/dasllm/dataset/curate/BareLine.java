package org.dasllm.dataset.curate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.step.Columns;
import org.dasllm.format.io.Sha256;

/** A line of which nothing is known but its hash, by which the rows of the night before are found; null where the text is not the whole line. */
record BareLine() implements RowOfLine {
    static final String UTF8 = "utf8";
    static final String TOO_LONG = "tooLong";
    static final String HASH = "hashOfLine";

    static final StructType SCHEMA = new StructType()
            .add(Columns.FILE, DataTypes.StringType, false)
            .add(Columns.LINE, DataTypes.StringType, false)
            .add(UTF8, DataTypes.BooleanType, false)
            .add(TOO_LONG, DataTypes.BooleanType, false)
            .add(HASH, DataTypes.StringType);

    @Override
    public Row read(String file, TextLine line) {
        boolean whole = line.utf8() && !line.tooLong();
        return RowFactory.create(
                file, line.text(), line.utf8(), line.tooLong(), whole ? Sha256.ofString(line.text()) : null);
    }
}
