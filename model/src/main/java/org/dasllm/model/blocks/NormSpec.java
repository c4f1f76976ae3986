package org.dasllm.model.blocks;

import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.RmsNorm;

/**
 * An RMSNorm, before any memory is taken.
 *
 * @param weight one number for each column it norms; its role says whether it is the factor or the factor's distance from 1
 * @param epsilon added to the mean square
 */
public record NormSpec(WeightSpec weight, float epsilon) {

    RmsNorm on(Weights weights) {
        float offset = weight.role() == WeightSpec.Role.NORM_FROM_ONE ? 1 : 0;
        return new RmsNorm(weights.parameter(weight), epsilon, offset);
    }
}
