package org.dasllm.dataset.step;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that every row has on its way besides those of its sample, {@link SampleColumns}. */
public final class Columns {
    public static final String FILE = "file";
    public static final String LINE = "line";

    /** Null while the row is kept; otherwise the code of the first reason for which it was dropped. */
    public static final String REASON = "reason";

    public static final String DETAIL = "detail";

    /** Of the sample as it was read, so that spelling a line differently changes nothing; else of the raw line. */
    public static final String CONTENT_HASH = "contentHash";

    /** {@link Candidate#answer}, {@link Candidate#labels}, {@link Candidate#noted} and {@link Candidate#seen}. */
    public static final String ANSWER = "answer";

    public static final String LABELS = "labels";
    public static final String NOTED = "noted";
    public static final String SEEN = "seen";

    /** A row when it was read. */
    public static final StructType READ = read();

    private Columns() {}

    private static StructType read() {
        StructType type = new StructType()
                .add(FILE, DataTypes.StringType, false)
                .add(LINE, DataTypes.StringType, false)
                .add(REASON, DataTypes.StringType)
                .add(DETAIL, DataTypes.StringType)
                .add(CONTENT_HASH, DataTypes.StringType, false);
        for (StructField field : SampleColumns.SCHEMA.fields()) {
            type = type.add(field);
        }
        return type.add(ANSWER, DataTypes.StringType)
                .add(LABELS, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false))
                .add(NOTED, DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false))
                .add(SEEN, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false));
    }
}
