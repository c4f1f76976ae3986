package org.dasllm.nd4j;

import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.nd4j.linalg.factory.Nd4j;

/** Float32 on whatever backend ND4J has found. */
final class Nd4jDevice implements Device {
    static final String NAME = "nd4j";

    private final int threads;

    /** Those still in use; ND4J frees the others when they are collected. */
    private final Set<Nd4jParameter> parameters = Collections.newSetFromMap(new WeakHashMap<>());

    private Nd4jDevice(int threads) {
        this.threads = threads;
    }

    /**
     * Loads ND4J, which happens once in a JVM; the number of threads is one for the whole JVM, too.
     *
     * @throws IllegalStateException if no backend works on this machine
     */
    static Nd4jDevice open(int threads) {
        try {
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            Nd4j.getEnvironment().setMaxThreads(threads);
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
            Nd4j.factory().blas().setMaxThreads(threads);
        } catch (LinkageError | RuntimeException e) {
            throw new IllegalStateException("ND4J does not start: " + e, e);
        }
        return new Nd4jDevice(threads);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        return "ND4J on %s, %s, float32, %d threads"
                .formatted(
                        environment.getProperty("backend", "an unnamed backend"),
                        environment.get("blas.vendor"),
                        threads);
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        Nd4jParameter parameter = new Nd4jParameter(values, trainable);
        parameters.add(parameter);
        return parameter;
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return new QuantisedParameter(values);
    }

    @Override
    public Pass trainingPass(long seed) {
        return new Nd4jPass(true, seed);
    }

    @Override
    public Pass inferencePass() {
        return new Nd4jPass(false, 0);
    }

    @Override
    public AdamW adamW(List<Parameter> optimised, AdamW.Settings settings) {
        return new Nd4jAdamW(optimised.stream().map(Nd4jParameter::of).toList(), settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return new Nd4jCache(layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        parameters.forEach(Nd4jParameter::close);
        parameters.clear();
    }
}
