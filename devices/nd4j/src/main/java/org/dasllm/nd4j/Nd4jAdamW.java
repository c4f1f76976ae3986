package org.dasllm.nd4j;

import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.device.Ownership;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/** The moments of each parameter, and updates in place. */
final class Nd4jAdamW implements AdamW {
    private final List<Nd4jParameter> parameters;
    private final Settings settings;
    private final List<INDArray> first;
    private final List<INDArray> second;
    private int steps;

    Nd4jAdamW(List<Nd4jParameter> parameters, Settings settings) {
        Ownership.requireTrainable(parameters);
        this.parameters = parameters;
        this.settings = settings;
        this.first = parameters.stream().map(Nd4jAdamW::zeros).toList();
        this.second = parameters.stream().map(Nd4jAdamW::zeros).toList();
    }

    private static INDArray zeros(Nd4jParameter parameter) {
        return Nd4j.zeros(DataType.FLOAT, parameter.rows(), parameter.columns());
    }

    @Override
    public double gradientNorm() {
        double norm = 0;
        for (Nd4jParameter parameter : parameters) {
            norm = Math.hypot(
                    norm, Nd4jParameter.gradient(parameter).norm2Number().doubleValue());
        }
        return norm;
    }

    @Override
    public void step(double learningRate, double gradientScale) {
        steps++;
        for (int i = 0; i < parameters.size(); i++) {
            update(i, learningRate, gradientScale);
        }
    }

    private void update(int i, double learningRate, double gradientScale) {
        double correction1 = 1 - Math.pow(settings.beta1(), steps);
        double correction2 = 1 - Math.pow(settings.beta2(), steps);
        INDArray theta = Nd4jParameter.values(parameters.get(i));
        INDArray gradient = Nd4jParameter.gradient(parameters.get(i));
        INDArray m = first.get(i);
        INDArray v = second.get(i);
        try (Scratch scratch = new Scratch()) {
            INDArray work = scratch.matrix(theta.size(0), theta.size(1));
            // v first: it needs the gradient as it is, which m's update then uses up.
            gradient.muli(gradientScale);
            gradient.mul(gradient, work);
            work.muli(1 - settings.beta2());
            v.muli(settings.beta2());
            v.addi(work);
            gradient.muli(1 - settings.beta1());
            m.muli(settings.beta1());
            m.addi(gradient);
            gradient.assign(0);
            Nd4j.getExecutioner().exec(new Sqrt(v, work));
            work.divi(Math.sqrt(correction2));
            work.addi(settings.epsilon());
            m.div(work, work);
            work.muli(learningRate / correction1);
            if (settings.weightDecay() != 0) {
                theta.muli(1 - learningRate * settings.weightDecay());
            }
            theta.subi(work);
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void clearGradients() {
        parameters.forEach(parameter -> Nd4jParameter.gradient(parameter).assign(0));
    }

    @Override
    public float[][] readMoments(int parameter) {
        return new float[][] {Operations.toFloats(first.get(parameter)), Operations.toFloats(second.get(parameter))};
    }

    @Override
    public void restore(int newSteps, float[][][] moments) {
        if (moments.length != parameters.size()) {
            throw new IllegalArgumentException(
                    moments.length + " pairs of moments for " + parameters.size() + " parameters");
        }
        for (int i = 0; i < moments.length; i++) {
            long length = first.get(i).length();
            if (moments[i].length != 2 || moments[i][0].length != length || moments[i][1].length != length) {
                throw new IllegalArgumentException("The moments of parameter " + i + " do not have its shape");
            }
        }
        for (int i = 0; i < moments.length; i++) {
            put(first.get(i), moments[i][0]);
            put(second.get(i), moments[i][1]);
        }
        steps = newSteps;
    }

    private static void put(INDArray target, float[] values) {
        try (INDArray source = Nd4j.create(values, target.shape(), 'c')) {
            target.assign(source);
        }
    }
}
