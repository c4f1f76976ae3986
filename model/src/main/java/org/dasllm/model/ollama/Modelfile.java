package org.dasllm.model.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.TextFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.SpecialTokens;
import org.dasllm.model.tokenizer.Tokenizer;

/** Writes the file from which {@code ollama create} makes a model of a GGUF file. */
public final class Modelfile {
    /** A context that Ollama takes by itself where the machine has little memory; a model with less says so. */
    private static final int USUAL_CONTEXT = 4096;

    private Modelfile() {}

    /**
     * What a run says of how its model is asked.
     *
     * @param context tokens of a prompt and its answer together; where nothing is given, the model's context if that is small
     * @param answerTokens the most tokens of an answer
     * @param system the system's text of all prompts, where they have one and the same
     */
    public record Asked(OptionalInt context, OptionalInt answerTokens, Optional<String> system) {
        public static final Asked UNKNOWN = new Asked(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /**
     * Writes it.
     *
     * @param file the Modelfile; an older one is replaced
     * @param gguf the model's file, named by its way from the Modelfile's folder
     * @param folder what the model's file was made of
     */
    public static void write(Path file, Path gguf, Path folder, Asked asked) {
        AtomicFile.writeString(file, text(from(file, gguf), gguf, folder, asked));
    }

    private static String from(Path file, Path gguf) {
        Path home = file.toAbsolutePath().normalize().getParent();
        Path target = gguf.toAbsolutePath().normalize();
        String way = home == null ? target.toString() : home.relativize(target).toString();
        return way.startsWith("..") ? way : "./" + way;
    }

    private static String text(String from, Path gguf, Path folder, Asked asked) {
        ModelfileText text = new ModelfileText();
        text.comment("ollama create NAME -f THIS_FILE");
        text.line("FROM", from);
        template(text, gguf, folder);
        ModelConfig config = ModelConfig.read(folder);
        stops(text, config, folder);
        sampling(text, folder);
        OptionalInt context = asked.context().isEmpty() && config.contextLength() < USUAL_CONTEXT
                ? OptionalInt.of(config.contextLength())
                : asked.context();
        context.ifPresent(tokens -> text.line("PARAMETER num_ctx", String.valueOf(tokens)));
        asked.answerTokens().ifPresent(tokens -> text.line("PARAMETER num_predict", String.valueOf(tokens)));
        asked.system().ifPresent(system -> quoted(text, "SYSTEM", system, "the system text of this run's prompts"));
        licences(text, folder);
        return text.toString();
    }

    private static void template(ModelfileText text, Path gguf, Path folder) {
        ChatTemplate template = ChatTemplate.load(folder);
        String bos = SpecialTokens.content(SpecialTokens.config(folder), "bos_token");
        boolean added;
        try (GgufFile written = GgufFile.open(gguf)) {
            added = written.metadata().flag("tokenizer.ggml.add_bos_token").orElse(false);
        }
        Optional<String> go = goTemplate(template, added ? bos : "");
        if (go.isPresent()) {
            text.quoted("TEMPLATE", go.get());
        } else {
            text.comment(
                    "This model's chat template has no simple form in Ollama's language for templates. Without TEMPLATE,");
            text.comment(
                    "Ollama takes the one that is in the model's file, or one of its own that it thinks the same.");
        }
    }

    /**
     * A chat template in Ollama's language; empty where it has no simple form there.
     *
     * @param begun a token that Ollama puts before every text; empty for none
     */
    static Optional<String> goTemplate(ChatTemplate template, String begun) {
        return new ChatFormFinder(template, begun)
                .find()
                .flatMap(GoTemplate::of)
                .filter(ModelfileText::holds);
    }

    /** The tokens that end an answer: Ollama knows those of the model's file too, and stops at their text here. */
    private static void stops(ModelfileText text, ModelConfig config, Path folder) {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<Integer> ends = new ArrayList<>(config.endTokens());
            tokenizer.endOfText().stream().filter(id -> !ends.contains(id)).forEach(ends::add);
            for (int id : ends) {
                String spelling = tokenizer.specialTokens().get(id);
                if (spelling != null && !spelling.contains("\"") && ModelfileText.holds(spelling)) {
                    text.line("PARAMETER stop", "\"" + spelling + "\"");
                }
            }
        }
    }

    private static void sampling(ModelfileText text, Path folder) {
        if (Files.isRegularFile(folder.resolve(BundleManifest.FILE))
                && BundleManifest.ofBundle(folder.resolve(BundleManifest.FILE))) {
            // The evaluation that the bundle's verdict is of takes the most probable token always.
            text.line("PARAMETER temperature", "0");
            return;
        }
        Path file = folder.resolve("generation_config.json");
        JsonNode said =
                Files.isRegularFile(file) ? Json.readTree(file) : Json.mapper().createObjectNode();
        if (said.path("do_sample").isBoolean() && !said.path("do_sample").booleanValue()) {
            text.line("PARAMETER temperature", "0");
        } else if (said.path("do_sample").booleanValue()) {
            for (String key : List.of("temperature", "top_p", "top_k")) {
                if (said.path(key).isNumber()) {
                    text.line("PARAMETER " + key, said.path(key).asText());
                }
            }
        }
    }

    private static void licences(ModelfileText text, Path folder) {
        try (DirectoryStream<Path> terms = Files.newDirectoryStream(folder, "{LICENSE,NOTICE}*")) {
            List<Path> files = new ArrayList<>();
            terms.forEach(files::add);
            files.sort(null);
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    quoted(text, "LICENSE", TextFile.read(file), "the text of " + file.getFileName());
                }
            }
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
    }

    private static void quoted(ModelfileText text, String instruction, String value, String what) {
        if (ModelfileText.holds(value)) {
            text.quoted(instruction, value);
        } else {
            text.comment(
                    instruction + " is left out: a Modelfile cannot hold " + what + ", which has characters it drops.");
        }
    }
}
