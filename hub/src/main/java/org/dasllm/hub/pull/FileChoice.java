package org.dasllm.hub.pull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.api.ModelInfo;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.FileName;

/**
 * Which of a model's files are needed: its configuration, its weights as safetensors, what makes tokens of a conversation, and the
 * terms of its licence.
 *
 * @param tokenizerFile whether a name is that of one of the tokenizer's files or chat templates
 * @param named the files that the user wants instead; empty for those that a model needs
 */
public record FileChoice(Predicate<String> tokenizerFile, List<String> named) {
    private static final List<String> CONFIGURATION = List.of("config.json", "generation_config.json");
    private static final Pattern TERMS = Pattern.compile("(?:LICENSE|NOTICE)[^/]{0,64}");
    private static final Pattern PICKLE = Pattern.compile("[^/]+\\.(?:bin|pt|pth|ckpt|pkl)");
    private static final int SHOWN = 4;

    /** Reads the index of a model whose weights are in several files. */
    public interface IndexReader {
        JsonNode read(HubFile index) throws InterruptedException;
    }

    /**
     * Chooses.
     *
     * @throws DasllmException if the model has no weights that can be used here, or does not have what was named
     */
    public List<HubFile> of(ModelInfo model, IndexReader reader) throws InterruptedException {
        List<HubFile> chosen = new ArrayList<>();
        if (named.isEmpty()) {
            List<HubFile> weights = weights(model, reader);
            for (HubFile file : model.files()) {
                String name = file.name();
                boolean needed =
                        CONFIGURATION.contains(name) || TERMS.matcher(name).matches() || tokenizerFile.test(name);
                if (needed) {
                    chosen.add(file);
                }
            }
            chosen.addAll(weights);
        } else {
            for (String name : named) {
                chosen.add(model.file(name).orElseThrow(() -> absent(model, name)));
            }
        }
        List<HubFile> distinct = chosen.stream().distinct().toList();
        distinct.forEach(file -> FileName.require(file.name(), model.name()));
        return distinct;
    }

    private static DasllmException absent(ModelInfo model, String name) {
        String ending = name.replaceFirst("^.*\\.", ".");
        List<String> alike = model.files().stream()
                .map(HubFile::name)
                .filter(other -> other.endsWith(ending))
                .toList();
        return DasllmException.usage(
                model.name() + " has no file " + name,
                alike.isEmpty() ? "See its files at the hub" : "Name one that it has, such as " + some(alike));
    }

    private static List<HubFile> weights(ModelInfo model, IndexReader reader) throws InterruptedException {
        Optional<HubFile> index = model.file(Checkpoint.INDEX);
        Optional<HubFile> single = model.file(Checkpoint.SINGLE);
        if (single.isEmpty() && index.isEmpty()) {
            throw unusable(model);
        }
        if (model.file(CONFIGURATION.get(0)).isEmpty()) {
            throw DasllmException.input(
                    model.name() + " has weights and no " + CONFIGURATION.get(0), "Take another model or revision");
        }
        if (single.isPresent()) {
            return List.of(single.get());
        }
        List<HubFile> weights = new ArrayList<>(List.of(index.get()));
        for (String shard : Snapshot.shards(reader.read(index.get()))) {
            weights.add(model.file(shard)
                    .orElseThrow(() -> DasllmException.input(
                            Checkpoint.INDEX + " of " + model.name() + " names a file that the model does not have",
                            "Take another revision")));
        }
        if (weights.size() == 1) {
            throw DasllmException.input(
                    Checkpoint.INDEX + " of " + model.name() + " names no file", "Take another revision");
        }
        return weights;
    }

    /** Why a model without weights at their usual place cannot be used, and what could be done instead. */
    private static DasllmException unusable(ModelInfo model) {
        List<String> names = model.files().stream().map(HubFile::name).toList();
        List<String> gguf = names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".gguf"))
                .toList();
        if (!gguf.isEmpty()) {
            return DasllmException.input(
                    model.name() + " has its weights as GGUF alone (" + some(gguf) + ")",
                    "Pull one with --file NAME, and make a model's folder of it with dasllm import");
        }
        if (names.contains("adapter_config.json")) {
            return DasllmException.input(
                    model.name() + " is an adapter, not a model", "Pull the model that it was trained on");
        }
        List<String> pickles =
                names.stream().filter(name -> PICKLE.matcher(name).matches()).toList();
        if (!pickles.isEmpty()) {
            return DasllmException.input(
                    model.name() + " has its weights as pickles alone (" + some(pickles)
                            + "), which can run code when they are read",
                    "Take a model or revision with safetensors");
        }
        return DasllmException.input(
                model.name() + " has neither " + Checkpoint.SINGLE + " nor " + Checkpoint.INDEX,
                "Take a model whose weights are there as safetensors");
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(SHOWN).map(FileName::shown).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + ", and " + (names.size() - SHOWN) + " more" : first;
    }
}
