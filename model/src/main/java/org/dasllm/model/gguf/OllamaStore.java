package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/**
 * The models that Ollama has on a machine: {@code manifests/HOST/NAMESPACE/NAME/TAG} are JSON files that list layers by their SHA-256, and
 * {@code blobs/sha256-…} are the layers. The layer of type {@code application/vnd.ollama.image.model} is a GGUF file.
 */
public final class OllamaStore {
    /** What a command line writes before the name of a model of Ollama's. */
    private static final String SCHEME = "ollama:";

    private static final String HOST = "registry.ollama.ai";
    private static final String MODEL = "application/vnd.ollama.image.model";
    private static final String ADAPTER = "application/vnd.ollama.image.adapter";
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Where a service of Ollama's keeps its models. */
    private static final Path OF_THE_SERVICE = Path.of("/usr/share/ollama/.ollama/models");

    private final Path dir;

    OllamaStore(Path dir) {
        this.dir = dir;
    }

    /**
     * The store of this machine: what OLLAMA_MODELS names, else the user's own, else the service's.
     *
     * @param environment the variables of the process
     */
    public static OllamaStore here(Map<String, String> environment) {
        String named = environment.getOrDefault("OLLAMA_MODELS", "");
        if (!named.isBlank()) {
            return new OllamaStore(Path.of(named));
        }
        Path own = Path.of(System.getProperty("user.home"), ".ollama", "models");
        return new OllamaStore(Files.isDirectory(own) || !Files.isDirectory(OF_THE_SERVICE) ? own : OF_THE_SERVICE);
    }

    /**
     * The file or folder that a command line means.
     *
     * @param model a path, or {@code ollama:} and a name as {@link #file} takes it
     * @param environment the variables of the process
     * @throws DasllmException if Ollama has no such model
     */
    public static Path resolve(String model, Map<String, String> environment) {
        return model.startsWith(SCHEME) ? here(environment).file(model.substring(SCHEME.length())) : Path.of(model);
    }

    /**
     * The GGUF file of a model.
     *
     * @param name as {@code ollama run} takes it: {@code NAME}, {@code NAME:TAG}, {@code NAMESPACE/NAME:TAG}, or with the host before
     * @throws DasllmException if there is no such model here
     */
    public Path file(String name) {
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        String tag = tagged ? name.substring(colon + 1) : "latest";
        List<String> parts = List.of((tagged ? name.substring(0, colon) : name).split("/", -1));
        List<String> full = switch (parts.size()) {
            case 1 -> List.of(HOST, "library", parts.get(0));
            case 2 -> List.of(HOST, parts.get(0), parts.get(1));
            default -> parts;
        };
        if (full.size() != 3
                || !Stream.concat(full.stream(), Stream.of(tag))
                        .allMatch(part -> PART.matcher(part).matches())) {
            throw DasllmException.usage(
                    "'" + name + "' is not the name of a model of Ollama's",
                    "Write it as NAME, NAME:TAG or NAMESPACE/NAME:TAG");
        }
        Path manifest = dir.resolve("manifests")
                .resolve(Path.of(full.get(0), full.get(1), full.get(2)))
                .resolve(tag);
        if (!Files.isRegularFile(manifest)) {
            throw DasllmException.input(
                    "Ollama has no model '" + name + "' on this machine: there is no " + manifest,
                    "Run 'ollama pull " + name + "', or set OLLAMA_MODELS to the folder of its models");
        }
        List<String> models = new ArrayList<>();
        for (JsonNode layer : Json.readTree(manifest).path("layers")) {
            String digest = layer.path("digest").asText();
            String type = layer.path("mediaType").asText();
            if (type.equals(ADAPTER)) {
                throw DasllmException.input(
                        "Ollama's model '" + name + "' is a base model with an adapter beside it, which is not read",
                        "Take the base model by its own name, or the adapter merged into it");
            }
            if (type.equals(MODEL) && DIGEST.matcher(digest).matches()) {
                models.add(digest);
            }
        }
        if (models.isEmpty()) {
            throw DasllmException.input(
                    manifest + " names no layer with a model", "Run 'ollama pull " + name + "' again");
        }
        if (models.size() > 1) {
            throw DasllmException.input(
                    "Ollama's model '" + name + "' is in " + models.size()
                            + " parts, which are not read from its store",
                    "Download the parts as files, and name the first");
        }
        return dir.resolve("blobs").resolve(models.get(0).replace(':', '-'));
    }
}
