package org.dasllm.trainer.estimate;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.EpochOrder;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;

/** The micro-batch with the most tokens that a run will see: its order is known beforehand. */
final class LargestBatch {
    /** Samples that are looked at, at most; later epochs are alike. */
    private static final int LOOK = 2_000_000;

    private LargestBatch() {}

    static MicroBatch of(TrainConfig config, TrainingData data) {
        List<TrainingSample> train = data.train();
        EpochOrder order = data.order(config);
        int steps = Math.min(
                config.epochs() * order.stepsPerEpoch(),
                Math.max(order.stepsPerEpoch(), LOOK / config.batch().samplesPerStep()));
        MicroBatch largest = new MicroBatch(List.of());
        for (int step = 0; step < steps; step++) {
            List<TrainingSample> samples = new ArrayList<>();
            for (int index : order.samples(step)) {
                samples.add(train.get(index));
            }
            for (MicroBatch batch : MicroBatch.pack(samples, config.batch().maxTokensPerMicroBatch())) {
                largest = batch.rows() > largest.rows() ? batch : largest;
            }
        }
        return largest;
    }
}
