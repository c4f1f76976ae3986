package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
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
    static Adapters open(ModelFolder model, Trainable trainable, Optional<Path> adapterDir) {
        List<LinearSpec> linears = model.spec().linearsAndHead();
        if (adapterDir.isPresent()) {
            return stored(model, linears, trainable, adapterDir.get());
        }
        if (trainable instanceof Trainable.Adapters wish) {
            String baseName = model.name().isEmpty() ? null : model.name();
            AdapterConfig config = wish.spec().config(baseName, linears);
            return new Adapters(new FreshAdapters(config, wish.spec().seed()), Optional.of(config));
        }
        return NONE;
    }

    private static Adapters stored(ModelFolder model, List<LinearSpec> linears, Trainable trainable, Path dir) {
        if (trainable instanceof Trainable.Everything) {
            throw DasllmException.usage(
                    "All weights cannot be trained beside the adapter " + dir,
                    "Merge the adapter first, or train the adapter only");
        }
        StoredAdapters stored = StoredAdapters.open(dir);
        try {
            AdapterConfig config = stored.config();
            if (trainable instanceof Trainable.Adapters wish) {
                checkAlike(dir, config, wish.spec());
                config = config.withDropout(wish.spec().dropout());
            }
            stored.check(linears, model.weights());
            return new Adapters(stored, Optional.of(config));
        } catch (RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    /** Training goes on with the folder's adapters; a wish for others is a mistake. The targets are the folder's. */
    private static void checkAlike(Path dir, AdapterConfig config, LoraSpec wish) {
        boolean sameKind = wish.rankStabilized() == config.rankStabilized()
                && wish.dora() == config.dora()
                && wish.rankPattern().equals(config.rankPattern())
                && wish.alphaPattern().equals(config.alphaPattern());
        if (!sameKind || wish.rank() != config.rank() || wish.alpha() != config.alpha()) {
            String other = sameKind ? "" : ", and rsLoRA, DoRA or patterns that were not configured";
            throw DasllmException.usage(
                    "The adapter " + dir + " has rank " + config.rank() + " and alpha " + config.alpha() + ", not "
                            + wish.rank() + " and " + wish.alpha() + other,
                    "Configure the adapter's own kind, or start without it");
        }
    }

    @Override
    public void close() {
        if (source instanceof StoredAdapters stored) {
            stored.close();
        }
    }
}
