package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.files.TextLine;

/** What becomes of a line while a file or a table is read. */
interface RowOfLine extends Serializable {
    /** @param file the name of the line's file */
    Row read(String file, TextLine line);

    /** @param table the name of the row's table */
    Row read(String table, TableLine row);
}
