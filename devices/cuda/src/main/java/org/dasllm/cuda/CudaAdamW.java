package org.dasllm.cuda;

import java.util.List;
import org.dasllm.tensor.AdamW;

/** AdamW with float32 moments on the card; its constants are made in float64. */
final class CudaAdamW implements AdamW {
    /** Sums of squares that one parameter's gradient is reduced to on the card. */
    private static final int PARTS = 64;

    private final Gpu gpu;
    private final Kernels kernels;
    private final List<CudaParameter> parameters;
    private final Settings settings;
    private final long[] first;
    private final long[] second;
    private final long sums;
    private int steps;

    CudaAdamW(Gpu gpu, Kernels kernels, List<CudaParameter> parameters, Settings settings) {
        this.gpu = gpu;
        this.kernels = kernels;
        this.parameters = parameters;
        this.settings = settings;
        first = parameters.stream().mapToLong(this::zeros).toArray();
        second = parameters.stream().mapToLong(this::zeros).toArray();
        sums = gpu.allocate((long) PARTS * parameters.size() * Double.BYTES);
    }

    private long zeros(CudaParameter like) {
        long address = gpu.allocate(like.count() * Float.BYTES);
        gpu.clear(address, like.count());
        return address;
    }

    @Override
    public double gradientNorm() {
        for (int i = 0; i < parameters.size(); i++) {
            CudaParameter parameter = parameters.get(i);
            kernels.get("elements", "square_sums")
                    .launch(
                            PARTS,
                            1,
                            Kernels.THREADS,
                            0,
                            parameter.gradient,
                            parameter.count(),
                            sums + (long) i * PARTS * Double.BYTES);
        }
        double squares = 0;
        for (double part : gpu.downloadDoubles(sums, PARTS * parameters.size())) {
            squares += part;
        }
        return Math.sqrt(squares);
    }

    @Override
    public void step(double learningRate, double gradientScale) {
        steps++;
        double correction1 = 1 - Math.pow(settings.beta1(), steps);
        double correction2 = 1 - Math.pow(settings.beta2(), steps);
        for (int i = 0; i < first.length; i++) {
            CudaParameter parameter = parameters.get(i);
            kernels.get("elements", "adamw")
                    .overElements(
                            parameter.count(),
                            parameter.address,
                            parameter.gradient,
                            first[i],
                            second[i],
                            (float) settings.beta1(),
                            (float) (1 - settings.beta1()),
                            (float) settings.beta2(),
                            (float) (1 - settings.beta2()),
                            (float) settings.epsilon(),
                            (float) (learningRate / correction1),
                            (float) (1 / Math.sqrt(correction2)),
                            (float) (1 - learningRate * settings.weightDecay()),
                            (float) gradientScale,
                            parameter.count());
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void clearGradients() {
        for (CudaParameter parameter : parameters) {
            gpu.clear(parameter.gradient, parameter.count());
        }
    }

    @Override
    public float[][] readMoments(int parameter) {
        int count = Math.toIntExact(parameters.get(parameter).count());
        return new float[][] {gpu.downloadFloats(first[parameter], count), gpu.downloadFloats(second[parameter], count)
        };
    }

    @Override
    public void restore(int newSteps, float[][][] moments) {
        if (moments.length != first.length) {
            throw new IllegalArgumentException(
                    "Moments of " + moments.length + " parameters for " + first.length + " parameters");
        }
        for (int i = 0; i < moments.length; i++) {
            long count = parameters.get(i).count();
            if (moments[i].length != 2 || moments[i][0].length != count || moments[i][1].length != count) {
                throw new IllegalArgumentException("The moments of parameter " + i + " do not have its shape");
            }
        }
        for (int i = 0; i < moments.length; i++) {
            gpu.upload(first[i], moments[i][0]);
            gpu.upload(second[i], moments[i][1]);
        }
        steps = newSteps;
    }
}
