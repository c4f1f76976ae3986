package org.dasllm.eval.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.classification.EvaluationCalibration;
import org.nd4j.evaluation.curves.ReliabilityDiagram;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reliability diagram and the Brier score, held against ND4J's, a second implementation, in float64. Its bins have their lower ends in them
 * and ours their upper ones, so no probability is an end.
 */
final class CalibrationAgainstNd4jTest {
    private static final int ANSWERS = 2000;
    private static final int BINS = 10;
    private static final double CLOSE = 1e-9;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void binsAndBrierScoreAreTheSame(long seed) {
        Random random = new Random(seed);
        double[] probability = new double[ANSWERS];
        boolean[] right = new boolean[ANSWERS];
        double[][] labels = new double[ANSWERS][];
        double[][] stated = new double[ANSWERS][];
        for (int i = 0; i < ANSWERS; i++) {
            // Nothing between 30 and 40 %: an empty bin is left out by both.
            double drawn = 0.001 + 0.998 * random.nextDouble();
            probability[i] = drawn > 0.3 && drawn <= 0.4 ? drawn + 0.2 : drawn;
            right[i] = random.nextDouble() < 0.2 + 0.6 * probability[i];
            labels[i] = right[i] ? new double[] {0, 1} : new double[] {1, 0};
            stated[i] = new double[] {1 - probability[i], probability[i]};
        }
        Calibration ours = Calibration.of(new Stated(probability, right, null, 0), 0.05, 0.95);
        INDArray gold = Nd4j.createFromArray(labels);
        INDArray said = Nd4j.createFromArray(stated);
        EvaluationCalibration theirs = new EvaluationCalibration(BINS, BINS);
        theirs.eval(gold, said);
        ReliabilityDiagram diagram = theirs.getReliabilityDiagram(1);
        List<Calibration.Bin> bins = ours.bins();
        assertThat(bins).hasSize(BINS - 1);
        assertThat(diagram.getMeanPredictedValueX()).hasSize(bins.size());
        for (int b = 0; b < bins.size(); b++) {
            assertThat(bins.get(b).meanProbability()).isCloseTo(diagram.getMeanPredictedValueX()[b], within(CLOSE));
            assertThat(bins.get(b).accuracy()).isCloseTo(diagram.getFractionPositivesY()[b], within(CLOSE));
        }
        RegressionEvaluation errors = new RegressionEvaluation(2);
        errors.eval(gold, said);
        assertThat(ours.brier()).isCloseTo(errors.meanSquaredError(1), within(CLOSE));
    }
}
