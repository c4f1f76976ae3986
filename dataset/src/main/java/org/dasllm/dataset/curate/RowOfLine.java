package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.files.TextLine;
import org.jspecify.annotations.Nullable;

/** What becomes of a line while a file or a table is read; null where the line does not count. */
interface RowOfLine extends Serializable {
    /** @param file the name of the line's file */
    @Nullable
    Row read(String file, TextLine line);

    /** @param table the name of the row's table */
    @Nullable
    Row read(String table, TableLine row);
}
