package org.dasllm.tensor.reference;

/** −ln softmax(logits)[target]. Back: softmax − onehot(target). */
record CrossEntropy(int[] targets) implements RowLoss {

    @Override
    public double add(int row, double[] logits, double factor, double[] gradient) {
        double[] logarithms = Softmax.logarithm(logits);
        for (int token = 0; token < logits.length; token++) {
            gradient[token] += factor * Math.exp(logarithms[token]);
        }
        gradient[targets[row]] -= factor;
        return -logarithms[targets[row]];
    }
}
