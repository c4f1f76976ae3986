package org.dasllm.tensor.reference;

import java.util.Arrays;
import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.device.Ownership;

/** The update, written as the paper has it. */
final class ReferenceAdamW implements AdamW {
    private final List<ReferenceParameter> parameters;
    private final Settings settings;
    private final double[][] first;
    private final double[][] second;
    private int steps;

    ReferenceAdamW(List<ReferenceParameter> parameters, Settings settings) {
        Ownership.requireTrainable(parameters);
        this.parameters = parameters;
        this.settings = settings;
        this.first = parameters.stream().map(p -> new double[p.values().length]).toArray(double[][]::new);
        this.second =
                parameters.stream().map(p -> new double[p.values().length]).toArray(double[][]::new);
    }

    @Override
    public double gradientNorm() {
        double squares = 0;
        for (ReferenceParameter parameter : parameters) {
            for (double g : parameter.gradient()) {
                squares += g * g;
            }
        }
        return Math.sqrt(squares);
    }

    @Override
    public void step(double learningRate, double gradientScale) {
        steps++;
        double correction1 = 1 - Math.pow(settings.beta1(), steps);
        double correction2 = 1 - Math.pow(settings.beta2(), steps);
        for (int p = 0; p < first.length; p++) {
            double[] theta = parameters.get(p).values();
            double[] gradient = parameters.get(p).gradient();
            double[] m = first[p];
            double[] v = second[p];
            for (int i = 0; i < theta.length; i++) {
                double g = gradientScale * gradient[i];
                m[i] = settings.beta1() * m[i] + (1 - settings.beta1()) * g;
                v[i] = settings.beta2() * v[i] + (1 - settings.beta2()) * g * g;
                theta[i] -= learningRate * settings.weightDecay() * theta[i];
                theta[i] -= learningRate * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + settings.epsilon());
            }
        }
        clearGradients();
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void clearGradients() {
        parameters.forEach(parameter -> Arrays.fill(parameter.gradient(), 0));
    }

    @Override
    public float[][] readMoments(int parameter) {
        return new float[][] {Numbers.toFloats(first[parameter]), Numbers.toFloats(second[parameter])};
    }

    @Override
    public void restore(int newSteps, float[][][] moments) {
        if (moments.length != first.length) {
            throw new IllegalArgumentException(
                    moments.length + " pairs of moments for " + first.length + " parameters");
        }
        for (int p = 0; p < moments.length; p++) {
            if (moments[p].length != 2
                    || moments[p][0].length != first[p].length
                    || moments[p][1].length != second[p].length) {
                throw new IllegalArgumentException("The moments of parameter " + p + " do not have its shape");
            }
        }
        for (int p = 0; p < moments.length; p++) {
            first[p] = Numbers.toDoubles(moments[p][0]);
            second[p] = Numbers.toDoubles(moments[p][1]);
        }
        steps = newSteps;
    }
}
