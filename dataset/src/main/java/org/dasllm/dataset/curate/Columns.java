package org.dasllm.dataset.curate;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The names of the columns while rows are on their way. */
final class Columns {
    static final String FILE = "file";
    static final String LINE = "line";
    /** Null while the row is kept; otherwise the code of the first filter that dropped it. */
    static final String REASON = "reason";

    static final String DETAIL = "detail";
    /** Of the sample where there is one, so that spelling a line differently changes nothing; else of the raw line. */
    static final String CONTENT_HASH = "contentHash";

    static final String PROMPT_KEY = "promptKey";
    static final String FIXED_SPLIT = "fixedSplit";
    static final String HASHED_SPLIT = "hashedSplit";
    static final String ON_COMPLETION = "onCompletion";
    static final String ON_GOLD = "onGold";
    static final String ANSWER = "answer";
    static final String LABELS = "labels";
    /** The row as a line of the JSON Lines files, and that line's hash. */
    static final String JSON = "json";

    static final String ROW_HASH = "rowHash";
    /** Whether other rows of the same split have the same prompt and another answer. */
    static final String CONFLICT = "conflict";

    /** Whether a row with the same or nearly the same prompt, before this one, has another answer. */
    static final String OTHER_ANSWER = "otherAnswer";

    /** The completion's tokens as JSON, carried along unread; null where the sample has none. */
    static final String TOKENS = "tokens";

    static final StructType MESSAGE =
            new StructType().add("role", DataTypes.StringType, false).add("content", DataTypes.StringType, false);

    private static final StructType JUDGEMENT = new StructType()
            .add(REASON, DataTypes.StringType)
            .add(DETAIL, DataTypes.StringType)
            .add(ANSWER, DataTypes.StringType)
            .add(LABELS, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false));

    /** One raw line after it was read; {@link LineReader} makes it. */
    static final StructType PARSED = new StructType()
            .add(FILE, DataTypes.StringType, false)
            .add(LINE, DataTypes.StringType, false)
            .add(REASON, DataTypes.StringType)
            .add(DETAIL, DataTypes.StringType)
            .add(CONTENT_HASH, DataTypes.StringType, false)
            .add(PROMPT_KEY, DataTypes.StringType)
            .add("id", DataTypes.StringType)
            .add("group", DataTypes.StringType)
            .add(FIXED_SPLIT, DataTypes.StringType)
            .add(HASHED_SPLIT, DataTypes.StringType)
            .add("prompt", DataTypes.createArrayType(MESSAGE, false))
            .add("completion", DataTypes.StringType)
            .add("gold", DataTypes.StringType)
            .add("attributes", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false))
            .add("source", DataTypes.StringType)
            .add(TOKENS, DataTypes.StringType)
            .add(ON_COMPLETION, JUDGEMENT)
            .add(ON_GOLD, JUDGEMENT);

    private Columns() {}
}
