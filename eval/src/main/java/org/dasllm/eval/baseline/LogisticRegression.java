package org.dasllm.eval.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Multinomial logistic regression on sparse features, by stochastic gradient descent with AdaGrad's step sizes (Duchi,
 * Hazan, Singer 2011) and a fixed seed: the same data give the same weights.
 */
final class LogisticRegression {
    private static final float STEP = 0.5f;
    private static final int EPOCHS = 15;
    private static final long SEED = 1;

    private final int classes;
    private final float[] weights; // [feature][class]
    private final float[] bias; // [class]

    private LogisticRegression(int features, int classes) {
        this.classes = classes;
        this.weights = new float[Math.multiplyExact(features, classes)];
        this.bias = new float[classes];
    }

    static LogisticRegression train(List<Words.Features> texts, int[] labels, int features, int classes) {
        LogisticRegression model = new LogisticRegression(features, classes);
        float[] squares = new float[model.weights.length];
        float[] biasSquares = new float[classes];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            order.add(i);
        }
        Random random = new Random(SEED);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (int i : order) {
                model.learn(texts.get(i), labels[i], squares, biasSquares);
            }
        }
        return model;
    }

    private void learn(Words.Features text, int label, float[] squares, float[] biasSquares) {
        float[] gradient = probabilities(text);
        gradient[label] -= 1;
        for (int i = 0; i < text.indices().length; i++) {
            float x = text.values()[i];
            int row = text.indices()[i] * classes;
            for (int k = 0; k < classes; k++) {
                step(weights, squares, row + k, gradient[k] * x);
            }
        }
        for (int k = 0; k < classes; k++) {
            step(bias, biasSquares, k, gradient[k]);
        }
    }

    private static void step(float[] values, float[] squares, int at, float gradient) {
        squares[at] += gradient * gradient;
        values[at] -= STEP * gradient / ((float) Math.sqrt(squares[at]) + 1e-6f);
    }

    private float[] scores(Words.Features text) {
        float[] scores = bias.clone();
        for (int i = 0; i < text.indices().length; i++) {
            float x = text.values()[i];
            int row = text.indices()[i] * classes;
            for (int k = 0; k < classes; k++) {
                scores[k] += x * weights[row + k];
            }
        }
        return scores;
    }

    private float[] probabilities(Words.Features text) {
        float[] scores = scores(text);
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            // StrictMath: the same bits on every machine.
            scores[k] = (float) StrictMath.exp(scores[k] - largest);
            sum += scores[k];
        }
        for (int k = 0; k < classes; k++) {
            scores[k] = (float) (scores[k] / sum);
        }
        return scores;
    }

    /** The most probable class; the first where several are. */
    int predict(Words.Features text) {
        float[] scores = scores(text);
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (scores[k] > scores[best]) {
                best = k;
            }
        }
        return best;
    }
}
