package org.dasllm.dataset.row;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** What is said of a row whose prompt another row has, or nearly has, with another answer. */
public final class OtherAnswer {
    /** Whether a row with the same or nearly the same prompt, before this one, has another answer. */
    public static final String COLUMN = "otherAnswer";

    private OtherAnswer() {}

    /** What a detail adds where the row that is kept and the one that is dropped have different answers. */
    public static Column words(Column kept, Column dropped) {
        return functions
                .when(
                        kept.notEqual(dropped),
                        functions.concat(
                                functions.lit("; it has "),
                                excerpt(kept),
                                functions.lit(", this one "),
                                excerpt(dropped)))
                .otherwise(functions.lit(""));
    }

    public static Column excerpt(Column answer) {
        UserDefinedFunction excerpt = functions.udf((UDF1<String, String>) Excerpt::of, DataTypes.StringType);
        return excerpt.apply(functions.coalesce(answer, functions.lit("")));
    }
}
