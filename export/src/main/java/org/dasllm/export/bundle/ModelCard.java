package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.task.Task;
import org.dasllm.model.config.ModelConfig;
import org.jspecify.annotations.Nullable;

/** Writes {@code MODEL_CARD.md}: what the bundle is, how it was judged, where it comes from, how to use it. */
final class ModelCard {
    static final String FILE = "MODEL_CARD.md";

    private ModelCard() {}

    static String text(
            String name,
            ModelConfig model,
            ExportConfig config,
            Optional<Task> task,
            BundleVerdict verdict,
            boolean forced,
            Map<String, String> provenance) {
        StringBuilder card = new StringBuilder("# ").append(name).append("\n\n");
        if (forced) {
            card.append("> **Exported by force, without a passing verdict (")
                    .append(verdict.outcome())
                    .append(").** This model has not been shown to be as good as its teacher. Do not use it in its"
                            + " place.\n\n");
        }
        card.append(what(config))
                .append("\n\n## Model\n\n| | |\n| --- | --- |\n")
                .append(row("architecture", model.architecture().className()))
                .append(row("layers", model.layers()))
                .append(row("hidden size", model.hiddenSize()))
                .append(row(
                        "heads (key/value heads)",
                        model.attention().heads() + " (" + model.attention().keyValueHeads() + ")"))
                .append(row("vocabulary", model.vocabularySize()))
                .append(row("context, tokens", model.contextLength()));
        task.ifPresent(declared -> card.append(row("an answer is", declared.inWords())));
        if (config.kind().merged()) {
            card.append(row("weights", config.dtype().torchName()));
        }
        card.append("\n## Evaluation\n\nVerdict: **").append(verdict.outcome()).append("**\n");
        details(card, verdict.details());
        card.append("\n## Provenance\n\n| | |\n| --- | --- |\n");
        new TreeMap<>(provenance).forEach((key, value) -> card.append(row(key, value)));
        card.append("\n## Limits\n\nThe verdict holds for messages like those of the evaluation's test set, and for no"
                + " others. Where the teacher was wrong, this model has learnt to be wrong.\n");
        card.append("\n## Files\n\n`manifest.json` lists every file with its size and SHA-256;"
                + " `dasllm verify <this folder>` compares them.\n");
        return card.toString();
    }

    private static String what(ExportConfig config) {
        String type = config.dtype().torchName();
        return switch (config.kind()) {
            case MERGED ->
                "A base model with a LoRA adapter merged into its weights (" + type + "), in the Hugging Face layout.";
            case ADAPTER ->
                "A LoRA adapter in PEFT's layout. It needs the base model it was trained on, which is not in"
                        + " this folder.";
            case BOTH ->
                "A base model with a LoRA adapter merged into its weights (" + type
                        + "), in the Hugging Face layout; the adapter alone is in `" + Export.ADAPTER_FOLDER
                        + "`, in PEFT's layout.";
        };
    }

    /** The verdict's single values; what is nested in it stays in manifest.json. */
    private static void details(StringBuilder card, @Nullable JsonNode details) {
        if (details == null) {
            return;
        }
        StringBuilder rows = new StringBuilder();
        details.properties().forEach(entry -> {
            if (entry.getValue().isValueNode() && !entry.getKey().equals("outcome")) {
                rows.append(row(words(entry.getKey()), entry.getValue().asText()));
            }
        });
        if (!rows.isEmpty()) {
            card.append("\n| | |\n| --- | --- |\n").append(rows);
        }
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String row(String key, Object value) {
        return "| " + cell(key) + " | " + cell(value.toString()) + " |\n";
    }

    private static String cell(String text) {
        return text.replaceAll("\\R", " ").replace("|", "\\|");
    }
}
