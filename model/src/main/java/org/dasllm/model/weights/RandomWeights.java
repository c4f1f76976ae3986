package org.dasllm.model.weights;

import java.util.Arrays;
import org.dasllm.tensor.HostMatrix;

/**
 * The start of training from nothing: N(0, 0.02), the projections that feed the residual stream scaled by 1/√(2·layers)
 * (Radford et al., 2019, section 2.3), norms 1, biases 0.
 */
public final class RandomWeights implements WeightSource {
    private static final double DEVIATION = 0.02;

    private final InitialValues values;
    private final double residualDeviation;

    public RandomWeights(long seed, int layers) {
        this.values = new InitialValues(seed);
        this.residualDeviation = DEVIATION / Math.sqrt(2.0 * layers);
    }

    @Override
    public HostMatrix read(WeightSpec spec) {
        return HostMatrix.of(spec.rows(), spec.columns(), floats(spec));
    }

    private float[] floats(WeightSpec spec) {
        int count = Math.multiplyExact(spec.rows(), spec.columns());
        return switch (spec.role()) {
            case NORM -> ones(count);
            case NORM_FROM_ONE, BIAS -> new float[count];
            case EMBEDDING, PROJECTION, HEAD -> values.normal(spec.name(), count, DEVIATION);
            case RESIDUAL_PROJECTION -> values.normal(spec.name(), count, residualDeviation);
        };
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1f);
        return ones;
    }
}
