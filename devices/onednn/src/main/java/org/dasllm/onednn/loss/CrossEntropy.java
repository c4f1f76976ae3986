package org.dasllm.onednn.loss;

import org.dasllm.onednn.threads.WorkerScratch;

/** −ln of the token's probability; its gradient is softmax − one-hot, times the soft cap's slope. */
record CrossEntropy(float softCap, boolean training) implements LogitLoss {
    @Override
    public double run(WorkerScratch worker, int i, int row, Row logits) {
        float max = logits.max();
        float chosen = logits.logit(logits.token());
        double total = LogitRows.sumOfExponentials(worker, logits.data(), logits.offset(), logits.count(), max, 1f);
        if (training) {
            LogitRows.gradient(
                    worker, logits.data(), logits.offset(), logits.count(), max, (float) (1 / total), softCap);
            LogitRows.add(logits.data(), logits.offset(), logits.token(), -LogitRows.slope(chosen, softCap));
        }
        return max - (double) chosen + Math.log(total);
    }
}
