package org.dasllm.cli.models;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.config.Presence;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.settings.HubSettings;

/** What names a model: its folder, or where there is none of that name, {@code ORG/MODEL@REVISION} of one that was pulled. */
public final class BaseModel implements Presence {
    private static final String FACT = "base model";

    @Override
    public Optional<String> absence(Path path) {
        if (Files.exists(path)) {
            return Optional.empty();
        }
        Optional<ModelName> name = name(path);
        return name.isPresent()
                ? absence(name.get(), HubSettings.cacheHere())
                        .map(what -> what + "; bring it here with ./dasllm pull " + name.get())
                : new OnDisk().absence(path);
    }

    private static Optional<ModelName> name(Path path) {
        return ModelName.in(path.toString().replace(File.separatorChar, '/'));
    }

    private static Optional<String> absence(ModelName name, Path cache) {
        Optional<Snapshot> found = new HubCache(cache).find(name);
        if (found.isEmpty()) {
            return Optional.of("there is no folder " + name.id() + ", and no model of that name"
                    + (name.revision().equals(ModelName.DEFAULT_REVISION) ? "" : " at " + name.revision()) + " in "
                    + cache);
        }
        List<String> missing = found.get().missing();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the model " + name + " is here in part, without " + missing.get(0)
                        + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : ""));
    }

    /**
     * The folder that a path names, or that of the model that it names. Nothing is pulled.
     *
     * @throws DasllmException if it names a model that is not here
     */
    public static Path folder(Path named) {
        return folder(named, HubSettings.cacheHere());
    }

    static Path folder(Path named, Path cache) {
        Optional<ModelName> name = Files.exists(named) ? Optional.empty() : name(named);
        if (name.isEmpty()) {
            return named;
        }
        absence(name.get(), cache).ifPresent(absence -> {
            throw DasllmException.input(capital(absence), "Bring it here with ./dasllm pull " + name.get());
        });
        return new HubCache(cache).find(name.get()).orElseThrow().folder();
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Where a base model is from, for the provenance of what is made of it; empty where it was not pulled. */
    public static Map<String, String> origin(Path folder) {
        Map<String, String> facts = new LinkedHashMap<>();
        Origin.of(folder).forEach((fact, value) -> facts.put(fact.equals("model") ? FACT : FACT + " " + fact, value));
        return facts;
    }
}
