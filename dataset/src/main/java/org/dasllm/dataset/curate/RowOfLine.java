package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/** What becomes of a line while a file is read. */
interface RowOfLine extends Serializable {
    /** @param file the name of the line's file */
    Row read(String file, TextLine line);
}
