package org.dasllm.dataset.step;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The columns that every row has on its way besides those of its sample, {@link SampleColumns}. */
public final class Columns {
    public static final String FILE = "file";
    public static final String LINE = "line";

    /** Null while the row is kept; otherwise the code of the first reason for which it was dropped. */
    public static final String REASON = "reason";

    public static final String DETAIL = "detail";

    /** Of the sample as it was read, so that spelling a line differently changes nothing; else of the raw line. */
    public static final String CONTENT_HASH = "contentHash";

    /** A hash of the line: rows with the same one have the same texts. */
    public static final String LINE_KEY = "lineKey";

    /** {@link Candidate#answer}, {@link Candidate#labels} and {@link Candidate#noted}, which rows have from the split on, and {@link Candidate#seen}. */
    public static final String ANSWER = "answer";

    public static final String LABELS = "labels";
    public static final String NOTED = "noted";
    public static final String SEEN = "seen";

    /** The prompt's and the used answer's length, in Unicode characters; the answer's from the split on. */
    public static final String PROMPT_CHARACTERS = "promptCharacters";

    public static final String ANSWER_CHARACTERS = "answerCharacters";

    /** The type of {@link #LABELS} and {@link #SEEN}. */
    public static final DataType TEXT_BY_NAME =
            DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);

    /** The type of {@link #NOTED}. */
    public static final DataType COUNT_BY_NAME =
            DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false);

    private Columns() {}
}
