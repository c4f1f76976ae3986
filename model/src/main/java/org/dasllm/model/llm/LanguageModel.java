package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.lora.AdapterSource;
import org.dasllm.model.lora.UnfilledAdapters;
import org.dasllm.model.weights.RandomWeights;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.plan.CountingDevice;

/** A decoder with its weights on a device. One thread at a time uses it, as it does the device. */
public final class LanguageModel implements AutoCloseable {
    private final Device device;
    private final ModelConfig config;
    private final Decoder.Spec spec;
    private final ModelWeights weights;
    private final Decoder decoder;
    private final Optional<AdapterConfig> adapterConfig;

    private LanguageModel(
            Device device,
            ModelConfig config,
            Decoder.Spec spec,
            ModelWeights weights,
            Optional<AdapterConfig> adapterConfig) {
        this.device = device;
        this.config = config;
        this.spec = spec;
        this.weights = weights;
        this.decoder = decoder(spec, weights);
        this.adapterConfig = adapterConfig;
    }

    /** Puts the weights on the device; where one of them is refused, those before it are given back. */
    private static Decoder decoder(Decoder.Spec spec, ModelWeights weights) {
        try {
            return new Decoder(spec, weights);
        } catch (RuntimeException | OutOfMemoryError e) {
            weights.close();
            throw e;
        }
    }

    /**
     * Loads a model in the Hugging Face layout.
     *
     * @param dir holds config.json and model.safetensors, or an index and its shards
     * @param trainable what learns; with adapters and an adapter folder, the folder's adapters learn on
     * @param adapterDir an adapter in PEFT's layout, to be used beside the weights
     * @throws DasllmException if the model is unknown or its files do not fit; before memory is taken
     */
    public static LanguageModel load(Device device, Path dir, Trainable trainable, Optional<Path> adapterDir) {
        try (ModelFolder folder = ModelFolder.open(dir);
                Adapters adapters = Adapters.open(folder, trainable, adapterDir)) {
            ModelWeights weights = new ModelWeights(device, folder.weights(), adapters.source(), trainable);
            return new LanguageModel(device, folder.config(), folder.spec(), weights, adapters.config());
        } finally {
            // Only the collector unmaps what was read of the files; until it does, their pages count as this process's
            // memory.
            System.gc();
        }
    }

    /**
     * The same model for a device that only counts: no weight is read and fresh adapters have no values.
     *
     * @throws DasllmException as {@link #load} does
     */
    public static LanguageModel outline(CountingDevice device, Path dir, Trainable trainable) {
        try (ModelFolder folder = ModelFolder.open(dir);
                Adapters adapters = Adapters.open(folder, trainable, Optional.empty())) {
            AdapterSource shapes =
                    adapters.config().<AdapterSource>map(UnfilledAdapters::new).orElse(AdapterSource.NONE);
            ModelWeights weights = new ModelWeights(device, folder.weights(), shapes, trainable);
            return new LanguageModel(device, folder.config(), folder.spec(), weights, adapters.config());
        }
    }

    /**
     * A model none of whose weights learn, from wherever they are read.
     *
     * @throws DasllmException if the source refuses a weight
     */
    public static LanguageModel frozen(Device device, ModelConfig config, WeightSource source) {
        Decoder.Spec spec = Family.of(config).decoder(config);
        ModelWeights weights = new ModelWeights(device, source, Adapters.NONE.source(), Trainable.NOTHING);
        try {
            return new LanguageModel(device, config, spec, weights, Optional.empty());
        } finally {
            // As in load: only the collector unmaps what was read of files.
            System.gc();
        }
    }

    /** A model to be trained from nothing, all of it; equal for equal seeds. */
    public static LanguageModel random(Device device, ModelConfig config, long seed) {
        Decoder.Spec spec = Family.of(config).decoder(config);
        RandomWeights source = new RandomWeights(seed, config.layers());
        ModelWeights weights = new ModelWeights(device, source, Adapters.NONE.source(), Trainable.EVERYTHING);
        return new LanguageModel(device, config, spec, weights, Optional.empty());
    }

    public ModelConfig config() {
        return config;
    }

    public Device device() {
        return device;
    }

    /**
     * What learns, in a fixed order: adapters by PEFT's names, or all weights by the checkpoint's. The parameters are the
     * model's own: what is written to them counts in the next forward.
     */
    public Map<String, Parameter> trainableParameters() {
        Map<String, Parameter> trainable = new LinkedHashMap<>(weights.weights());
        trainable.putAll(weights.adapterTensors());
        trainable.values().removeIf(parameter -> !parameter.trainable());
        return Collections.unmodifiableMap(trainable);
    }

    /**
     * The forward pass of training, up to the loss. In an inference pass the loss is there, but not the backward pass.
     *
     * @param ids the tokens of all sequences, one sequence behind the other
     * @param targets token by token, what is to be predicted after it
     * @param packing how long each sequence is
     * @param kept which layers are not computed a second time in the backward
     */
    public TrainingStep forward(Pass pass, int[] ids, Targets targets, Packing packing, KeptLayers kept) {
        check(ids, packing);
        Decoder.Trained trained = decoder.forward(pass, ids, targets, packing, kept);
        return new TrainingStep(trained.loss(), trained.backward());
    }

    /**
     * What {@link #head} reads [rows, hidden size], as a {@link org.dasllm.tensor.Distillation.LocalTeacher} wants it of a
     * second model in a student's pass. There is no backward pass, and nothing but the result is kept.
     */
    public Tensor hidden(Pass pass, int[] ids, Packing packing) {
        check(ids, packing);
        return decoder.hidden(pass, ids, packing);
    }

    public Head head() {
        return decoder.head();
    }

    /** The logits [rows, vocabulary] after every token, row by row. */
    public float[] logits(Pass pass, int[] ids, Packing packing) {
        check(ids, packing);
        return pass.download(decoder.logits(pass, ids, packing));
    }

    /**
     * Takes new tokens of cached sequences.
     *
     * @param ids the new tokens, sequence by sequence
     * @return the logits [sequences, vocabulary] after the last new token of each sequence
     */
    public Tensor nextLogits(Pass pass, int[] ids, KeyValueCache cache, CachedRows rows) {
        requireKnown(ids);
        return decoder.nextLogits(pass, ids, cache, rows);
    }

    /** Room for the keys and values of so many sequences of at most {@code capacity} tokens. */
    public KeyValueCache keyValueCache(int slots, int capacity) {
        return device.keyValueCache(
                config.layers(),
                slots,
                capacity,
                config.attention().keyValueHeads() * config.attention().headSize());
    }

    private void check(int[] ids, Packing packing) {
        requireKnown(ids);
        for (int s = 0; s < packing.sequences(); s++) {
            if (packing.length(s) > config.contextLength()) {
                throw DasllmException.input(
                        "A text of " + packing.length(s) + " tokens is longer than the model's context of "
                                + config.contextLength(),
                        "Shorten or drop it");
            }
        }
    }

    /**
     * Lets pass what the embedding has a row for.
     *
     * @throws DasllmException naming the first token that it has none for
     */
    public void requireKnown(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw DasllmException.input(
                        "Token " + id + " is outside the model's vocabulary of " + config.vocabularySize(),
                        "Use the tokenizer.json that belongs to the model");
            }
        }
    }

    /**
     * Writes config.json, generation_config.json and model.safetensors, adapters merged: added in float64, and rounded. A
     * weight is what the device holds, which is less exact than the file that it was read from where the device keeps
     * frozen weights in fewer bits. A tied head that has an adapter is a weight of its own.
     */
    public void saveFull(Path dir, DType as) {
        Decoder.Spec merged = mergedSpec();
        ModelFiles.writeFull(
                dir, config.withTiedHead(merged.tied()), merged.weights(), weight -> weights.merged(weight.name()), as);
    }

    private Decoder.Spec mergedSpec() {
        return spec.tied() && weights.adapted(spec.head().module()) ? spec.untied() : spec;
    }

    /**
     * Writes adapter_config.json and adapter_model.safetensors as PEFT does, in float32.
     *
     * @throws IllegalStateException if the model has no adapter
     */
    public void saveAdapter(Path dir) {
        AdapterConfig written =
                adapterConfig.orElseThrow(() -> new IllegalStateException("The model has no adapter to save"));
        ModelFiles.writeAdapter(dir, written, weights.adapterTensors());
    }

    /** Gives the memory of its weights back to the device's machine; harmless if the device is closed already. */
    @Override
    public void close() {
        weights.close();
    }
}
