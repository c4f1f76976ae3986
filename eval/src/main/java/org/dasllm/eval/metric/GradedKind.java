package org.dasllm.eval.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;

/** The graded metrics there are. Those of classes may name a field, as in {@code macro_f1:intent}. */
public enum GradedKind {
    MACRO_F1("macro_f1", "the mean of the classes’ F1"),
    MACRO_RECALL("macro_recall", "the mean of the classes’ recalls"),
    MCC("mcc", "Matthews’ correlation of right and answered classes"),
    FIELD_PRECISION("field_precision", "of the values given, the share that is right"),
    FIELD_RECALL("field_recall", "of the values that there should be, the share given right"),
    FIELD_F1("field_f1", "the harmonic mean of the values’ precision and recall"),
    PARSE_RATE("parse_rate", "the share of answers that can be parsed"),
    VALID_RATE("valid_rate", "the share of answers that are answers of the task"),
    TOOL_NAME("tool_name", "the share of answers that call exactly the right tools"),
    TOOL_CALL("tool_call", "the share of answers whose calls are right with all arguments"),
    CHRF("chrf", "chrF, the F-score of character n-grams"),
    ROUGE_L("rouge_l", "the mean of ROUGE-L, the F-score of the longest common subsequence of words");

    private static final String FIELD = ":";

    private final String name;
    private final String words;

    GradedKind(String name, String words) {
        this.name = name;
        this.words = words;
    }

    /** As it is written in the configuration. */
    public String key() {
        return name;
    }

    /** What it measures. */
    public String words() {
        return words;
    }

    /** The kind that a metric's name begins with; empty where it is no graded metric. */
    public static Optional<GradedKind> of(String metric) {
        return Arrays.stream(values())
                .filter(kind -> metric.equals(kind.name)
                        || (kind.ofClasses() && field(metric).isPresent() && metric.startsWith(kind.name + FIELD)))
                .findFirst();
    }

    /** The field that a metric's name names. */
    public static Optional<String> field(String metric) {
        int colon = metric.indexOf(FIELD);
        return colon < 0 || colon == metric.length() - 1 ? Optional.empty() : Optional.of(metric.substring(colon + 1));
    }

    private boolean ofClasses() {
        return this == MACRO_F1 || this == MACRO_RECALL || this == MCC;
    }

    /** Whether answers of a task have what it measures. */
    public boolean fits(TaskKind task) {
        return switch (this) {
            case MACRO_F1, MACRO_RECALL, MCC -> task != TaskKind.TOOL_CALL;
            case FIELD_PRECISION, FIELD_RECALL, FIELD_F1 -> task == TaskKind.JSON;
            case PARSE_RATE -> task == TaskKind.JSON || task == TaskKind.TOOL_CALL;
            case VALID_RATE -> task != TaskKind.TEXT;
            case TOOL_NAME, TOOL_CALL -> task == TaskKind.TOOL_CALL;
            case CHRF, ROUGE_L -> task == TaskKind.TEXT;
        };
    }

    /** What is reported of a task beside the metrics of the plan: it decides nothing. */
    public static List<GradedKind> usual(Task task) {
        return switch (task.kind()) {
            case LABEL -> List.of(MACRO_F1, MACRO_RECALL, MCC, VALID_RATE);
            case JSON -> List.of(FIELD_PRECISION, FIELD_RECALL, FIELD_F1, PARSE_RATE, VALID_RATE);
            case TEXT -> List.of(CHRF, ROUGE_L);
            case TOOL_CALL -> List.of(TOOL_NAME, TOOL_CALL, PARSE_RATE, VALID_RATE);
        };
    }
}
