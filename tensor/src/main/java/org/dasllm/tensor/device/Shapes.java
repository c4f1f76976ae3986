package org.dasllm.tensor.device;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.FeedForward;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The shape checks of {@link Pass}'s operations, the same for every device: each throws {@link IllegalArgumentException}
 * naming what does not fit.
 */
public final class Shapes {
    private Shapes() {}

    /** New values of a parameter. */
    public static void write(Parameter parameter, float[] values) {
        require(
                values.length == (long) parameter.rows() * parameter.columns(),
                () -> String.format(
                        "write: %d values do not fill a parameter of [%d, %d]",
                        values.length, parameter.rows(), parameter.columns()));
    }

    public static void upload(int rows, int columns, float[] values) {
        require(
                rows >= 0 && columns >= 0 && values.length == (long) rows * columns,
                () -> String.format("upload: %d values do not fill %d x %d", values.length, rows, columns));
    }

    public static void add(Tensor target, Tensor other) {
        require(same(target, other), () -> String.format("add: %s and %s differ", text(target), text(other)));
    }

    /** An output's gradient, where a backward takes it. */
    public static void outputGradient(Tensor output, Tensor gradient) {
        outputGradient(output.rows(), output.columns(), gradient);
    }

    public static void outputGradient(int rows, int columns, Tensor gradient) {
        require(
                gradient.rows() == rows && gradient.columns() == columns,
                () -> String.format(
                        "backward: the output is [%d, %d], its gradient %s", rows, columns, text(gradient)));
    }

    public static void gather(Parameter table, int[] ids) {
        for (int id : ids) {
            require(
                    id >= 0 && id < table.rows(),
                    () -> String.format("gather: id %d is not among %d rows", id, table.rows()));
        }
    }

    public static void select(Tensor input, int[] rows) {
        for (int row : rows) {
            require(
                    row >= 0 && row < input.rows(),
                    () -> String.format("select: row %d is not among %d", row, input.rows()));
        }
    }

    public static void norm(Tensor input, RmsNorm norm) {
        int group = norm.weight().columns();
        require(
                group > 0 && input.columns() % group == 0,
                () -> String.format("norm: groups of %d columns do not fill the input %s", group, text(input)));
    }

    public static void linear(Tensor input, Linear layer, @Nullable Tensor residual) {
        require(
                input.columns() == layer.inputs(),
                () -> String.format(
                        "linear: the weight [%d, %d] does not fit the input %s",
                        layer.outputs(), layer.inputs(), text(input)));
        if (residual != null) {
            require(
                    residual.rows() == input.rows() && residual.columns() == layer.outputs(),
                    () -> String.format(
                            "linear: the residual %s does not fit the output [%d, %d]",
                            text(residual), input.rows(), layer.outputs()));
        }
    }

    public static void feedForward(Tensor input, FeedForward layer, @Nullable Tensor residual) {
        norm(input, layer.norm());
        linear(input, layer.gate(), null);
        if (residual != null) {
            require(
                    residual.rows() == input.rows()
                            && residual.columns() == layer.down().outputs(),
                    () -> String.format(
                            "feed-forward: the residual %s does not fit the output [%d, %d]",
                            text(residual), input.rows(), layer.down().outputs()));
        }
    }

    public static void rotary(Tensor input, Rotary rotary, int[] positions) {
        require(
                input.columns() % rotary.headSize() == 0,
                () -> String.format(
                        "rotary: heads of %d columns do not fill the input %s", rotary.headSize(), text(input)));
        require(
                positions.length == input.rows(),
                () -> String.format("rotary: %d positions for the input %s", positions.length, text(input)));
    }

    public static void attention(Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        attention(queries, keys, values, shape, packing.rows());
    }

    /** Attention over a cache whose key rows have the given columns. */
    public static void attention(
            Tensor queries,
            Tensor keys,
            Tensor values,
            AttentionShape shape,
            KeyValueCache cache,
            int cacheColumns,
            int layer,
            CachedRows rows) {
        attention(queries, keys, values, shape, rows.rows());
        require(
                cacheColumns == shape.keyValueColumns(),
                () -> String.format("attention: the cache has %d columns, the keys %s", cacheColumns, text(keys)));
        require(
                layer >= 0 && layer < cache.layers(),
                () -> String.format("attention: layer %d is not among %d", layer, cache.layers()));
        Map<Integer, Integer> ends = new HashMap<>();
        for (int s = 0; s < rows.sequences(); s++) {
            int slot = rows.slots()[s];
            require(
                    slot >= 0 && slot < cache.slots(),
                    () -> String.format("attention: slot %d is not among %d", slot, cache.slots()));
            int start = rows.starts()[s];
            int length = rows.lengths()[s];
            require(
                    ends.getOrDefault(slot, start) == start,
                    () -> String.format("attention: slot %d is named again, and not for the next position", slot));
            ends.put(slot, start + length);
            require(
                    start >= 0 && length > 0 && start + length <= cache.capacity(),
                    () -> String.format(
                            "attention: %d rows from position %d do not fit a slot of %d",
                            length, start, cache.capacity()));
        }
    }

    private static void attention(Tensor queries, Tensor keys, Tensor values, AttentionShape shape, int rows) {
        require(
                queries.rows() == rows && queries.columns() == shape.queryColumns(),
                () -> String.format(
                        "attention: the queries are %s, not [%d, %d]", text(queries), rows, shape.queryColumns()));
        require(
                keys.rows() == rows && keys.columns() == shape.keyValueColumns() && same(keys, values),
                () -> String.format(
                        "attention: the keys are %s and the values %s, not [%d, %d]",
                        text(keys), text(values), rows, shape.keyValueColumns()));
    }

    public static void gate(Tensor gate, Tensor up) {
        require(same(gate, up), () -> String.format("gate: %s and %s differ", text(gate), text(up)));
    }

    public static void logits(Tensor hidden, Head head) {
        linear(hidden, head.layer(), null);
    }

    public static void loss(Tensor hidden, Head head, Targets targets) {
        logits(hidden, head);
        int[] tokens = targets.tokens();
        require(
                tokens.length == hidden.rows(),
                () -> String.format("loss: %d targets for the hidden rows %s", tokens.length, text(hidden)));
        for (int token : tokens) {
            require(
                    token == Loss.IGNORED || (token >= 0 && token < head.vocabulary()),
                    () -> String.format("loss: target %d is not among %d tokens", token, head.vocabulary()));
        }
        Distillation distillation = targets.distillation();
        if (distillation != null) {
            teacher(hidden, head, distillation.teacher());
        }
    }

    private static void teacher(Tensor hidden, Head head, Distillation.Teacher teacher) {
        if (teacher instanceof Distillation.LocalTeacher local) {
            logits(local.hidden(), local.head());
            require(
                    local.hidden().rows() == hidden.rows() && local.head().vocabulary() == head.vocabulary(),
                    () -> String.format(
                            "loss: the teacher has %d rows of %d tokens, the student %d of %d",
                            local.hidden().rows(), local.head().vocabulary(), hidden.rows(), head.vocabulary()));
        } else if (teacher instanceof Distillation.RecordedTeacher recorded) {
            require(
                    recorded.tokens().length == (long) recorded.k() * hidden.rows(),
                    () -> String.format(
                            "loss: %d recorded tokens are not %d for each row of %s",
                            recorded.tokens().length, recorded.k(), text(hidden)));
            recordedTokens(recorded, head.vocabulary());
        }
    }

    private static void recordedTokens(Distillation.RecordedTeacher recorded, int vocabulary) {
        int[] lastRow = new int[vocabulary];
        for (int i = 0; i < recorded.tokens().length; i++) {
            int token = recorded.tokens()[i];
            int row = i / recorded.k() + 1;
            require(
                    token >= -1 && token < vocabulary,
                    () -> String.format("loss: recorded token %d is not among %d", token, vocabulary));
            if (token >= 0) {
                require(
                        lastRow[token] != row,
                        () -> String.format("loss: recorded token %d stands twice in row %d", token, row - 1));
                lastRow[token] = row;
            }
        }
    }

    private static boolean same(Tensor a, Tensor b) {
        return a.rows() == b.rows() && a.columns() == b.columns();
    }

    private static String text(Tensor tensor) {
        return "[" + tensor.rows() + ", " + tensor.columns() + "]";
    }

    private static void require(boolean fits, Supplier<String> message) {
        if (!fits) {
            throw new IllegalArgumentException(message.get());
        }
    }
}
