package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Place;
import org.dasllm.format.io.ShellName;

/**
 * The files a configuration was read from. They are kept so that they can be written again with every key they had,
 * those included that mean nothing here.
 *
 * @param config config.json; of a model of text and images only the text's part
 * @param generation generation_config.json; an empty object where there is none
 */
record ConfigFiles(ObjectNode config, ObjectNode generation) {
    static final String CONFIG = "config.json";
    static final String GENERATION = "generation_config.json";

    static ConfigFiles read(Path dir) {
        Path file = dir.resolve(CONFIG);
        if (Files.isRegularFile(dir) && dir.toString().endsWith(".gguf")) {
            throw DasllmException.input(
                    Place.of(dir) + " is a GGUF file, and a model's folder is wanted",
                    "Make one of it with: dasllm import " + ShellName.of(dir.toString()) + " --out FOLDER");
        }
        if (!Files.isRegularFile(file)) {
            throw DasllmException.input(
                    "There is no config.json in " + Place.of(dir),
                    "Name a folder that holds a model in the Hugging Face layout");
        }
        Path generation = dir.resolve(GENERATION);
        return new ConfigFiles(
                NestedText.of(object(file)),
                Files.isRegularFile(generation)
                        ? object(generation)
                        : Json.mapper().createObjectNode());
    }

    private static ObjectNode object(Path file) {
        if (Json.readTree(file) instanceof ObjectNode object) {
            return object;
        }
        throw DasllmException.input(file + " holds no JSON object", "Fetch the model again");
    }

    /** A changed copy. */
    ConfigFiles changed(Consumer<ObjectNode> configChange, Consumer<ObjectNode> generationChange) {
        ConfigFiles copy = new ConfigFiles(config.deepCopy(), generation.deepCopy());
        configChange.accept(copy.config);
        generationChange.accept(copy.generation);
        return copy;
    }

    /** Writes both as transformers reads them; the generation's names the tokens too, as it decides on them. */
    void write(Path dir, String weightType) {
        ConfigFiles written =
                changed(json -> json.put(json.has("dtype") ? "dtype" : "torch_dtype", weightType), json -> {
                    for (String key : new String[] {"bos_token_id", "eos_token_id"}) {
                        if (!json.has(key) && config.hasNonNull(key)) {
                            json.set(key, config.get(key));
                        }
                    }
                });
        Json.write(dir.resolve(CONFIG), written.config);
        Json.write(dir.resolve(GENERATION), written.generation);
    }
}
