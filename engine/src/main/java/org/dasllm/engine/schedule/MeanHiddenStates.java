package org.dasllm.engine.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * One vector for each text: the mean over its tokens of the last hidden state, which is what the output head reads, at length 1 (L2 norm).
 * A piece takes as many texts as a step of generation takes rows of prompts, and one at least.
 */
public final class MeanHiddenStates implements DeviceWork<List<float[]>> {
    private static final int ROWS = 512;

    private final List<int[]> texts;
    private final List<float[]> vectors = new ArrayList<>();

    /** @param texts of at least one token each, and no more than the model's context */
    public MeanHiddenStates(List<int[]> texts) {
        this.texts = List.copyOf(texts);
    }

    /** Vectors of the model's hidden size, in the order of the texts. */
    @Override
    public Optional<List<float[]>> piece(LanguageModel model) {
        int from = vectors.size();
        int to = from;
        int rows = 0;
        while (to < texts.size() && (to == from || rows + texts.get(to).length <= ROWS)) {
            rows += texts.get(to).length;
            to++;
        }
        take(model, texts.subList(from, to));
        return vectors.size() == texts.size() ? Optional.of(vectors) : Optional.empty();
    }

    private void take(LanguageModel model, List<int[]> part) {
        int[] lengths = part.stream().mapToInt(text -> text.length).toArray();
        int[] ids = part.stream().flatMapToInt(Arrays::stream).toArray();
        try (Pass pass = model.device().inferencePass()) {
            Tensor hidden = model.hidden(pass, ids, new Packing(lengths));
            float[] values = pass.download(hidden);
            int row = 0;
            for (int length : lengths) {
                vectors.add(mean(values, row, length, hidden.columns()));
                row += length;
            }
        }
    }

    private static float[] mean(float[] values, int firstRow, int rows, int columns) {
        double[] sum = new double[columns];
        for (int row = firstRow; row < firstRow + rows; row++) {
            for (int column = 0; column < columns; column++) {
                sum[column] += values[row * columns + column];
            }
        }
        // The mean has the direction of the sum, and only the direction is left.
        double norm = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new IllegalStateException("the model's hidden states have no direction");
        }
        float[] vector = new float[columns];
        for (int column = 0; column < columns; column++) {
            vector[column] = (float) (sum[column] / norm);
        }
        return vector;
    }
}
