package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.lora.AdapterSource;
import org.dasllm.model.lora.FreshAdapters;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.model.lora.StoredAdapters;
import org.dasllm.model.weights.LinearSpec;

/**
 * Which adapters a model is loaded with.
 *
 * @param source their values, to be read before {@link #close}
 * @param config what adapter_config.json says of them; empty without adapters
 */
record Adapters(AdapterSource source, Optional<AdapterConfig> config) implements AutoCloseable {

    static final Adapters NONE = new Adapters(AdapterSource.NONE, Optional.empty());

    /** Decides from the wish and the folder, and checks that they fit the model. */
    static Adapters open(Decoder.Spec model, Trainable trainable, Optional<Path> adapterDir, String baseName) {
        List<LinearSpec> linears = model.linearsAndHead();
        if (adapterDir.isPresent()) {
            return stored(linears, trainable, adapterDir.get());
        }
        if (trainable instanceof Trainable.Adapters wish) {
            wish.spec().check(linears);
            AdapterConfig config = AdapterConfig.of(
                    baseName.isEmpty() ? null : baseName,
                    wish.spec().rank(),
                    wish.spec().alpha(),
                    0,
                    targets(wish.spec(), linears));
            return new Adapters(new FreshAdapters(wish.spec()), Optional.of(config));
        }
        return NONE;
    }

    private static Adapters stored(List<LinearSpec> linears, Trainable trainable, Path dir) {
        if (trainable instanceof Trainable.Everything) {
            throw DasllmException.usage(
                    "All weights cannot be trained beside the adapter " + dir,
                    "Merge the adapter first, or train the adapter only");
        }
        StoredAdapters stored = StoredAdapters.open(dir);
        try {
            AdapterConfig config = stored.config();
            if (trainable instanceof Trainable.Adapters wish
                    && (wish.spec().rank() != config.rank() || wish.spec().alpha() != config.alpha())) {
                throw DasllmException.usage(
                        "The adapter " + dir + " has rank " + config.rank() + " and alpha " + config.alpha() + ", not "
                                + wish.spec().rank() + " and " + wish.spec().alpha(),
                        "Configure the adapter's own rank and alpha, or start without it");
            }
            stored.check(linears);
            return new Adapters(stored, Optional.of(config));
        } catch (RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    /** PEFT writes out what all-linear stands for, so that the file does not depend on a later version's meaning. */
    private static List<String> targets(LoraSpec spec, List<LinearSpec> linears) {
        if (!spec.targetModules().contains(LoraSpec.ALL_LINEAR)) {
            return spec.targetModules().stream().sorted().toList();
        }
        return linears.stream()
                .map(LinearSpec::module)
                .filter(spec::matches)
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        if (source instanceof StoredAdapters stored) {
            stored.close();
        }
    }
}
