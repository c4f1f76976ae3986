package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.dasllm.model.config.ModelConfig;
import org.jspecify.annotations.Nullable;

/** Writes {@code MODEL_CARD.md}: what the bundle is and is for, how it was judged, where it comes from, how to use it. */
final class ModelCard {
    static final String FILE = "MODEL_CARD.md";

    private static final String TABLE = "\n## %s\n\n| | |\n| --- | --- |\n";

    private ModelCard() {}

    static String text(BundleCard of) {
        ExportConfig config = of.config();
        StringBuilder card = new StringBuilder("# ").append(of.name()).append("\n\n");
        if (of.forced()) {
            card.append("> **Exported by force, without a passing verdict (")
                    .append(of.verdict().outcome())
                    .append(").** This model has not been shown to be as good as its teacher. Do not use it in its"
                            + " place.\n\n");
        }
        card.append(what(config)).append("\n");
        use(card, of);
        model(card, of);
        card.append(
                "\n## Data\n\nTrained on answers of its teacher to the messages of the run, after curation; the run's dataset card"
                        + " says how they were chosen. The test set was held out from the training. The hashes of the files stand under"
                        + " Provenance.\n");
        card.append("\n## Evaluation\n\nVerdict: **")
                .append(of.verdict().outcome())
                .append("**\n");
        details(card, of.verdict().details());
        card.append(
                "\nThe evaluation's report has the results by group where they were asked for, and the failures.\n");
        card.append(TABLE.formatted("Provenance"));
        of.provenance().forEach((key, value) -> card.append(row(key, value)));
        card.append("\n## Limits\n\nThe verdict holds for messages like those of the evaluation's test set, and for no"
                + " others. Where the teacher was wrong, this model has learnt to be wrong. Nothing here says that a bias of the"
                + " teacher or of the base model is gone.\n");
        card.append(
                "\n## Files\n\n`manifest.json` lists every file with its size and SHA-256, and `bom.json` is the bill of"
                        + " materials (CycloneDX 1.6). `dasllm verify <this folder>` compares them, and the signatures in `signatures/`"
                        + " where there are any.\n");
        return card.toString();
    }

    private static void use(StringBuilder card, BundleCard of) {
        OwnerStatements owner = of.owner();
        card.append(TABLE.formatted("Use"))
                .append(stated("intended use", owner.intendedUse()))
                .append(stated("not for", owner.outOfScope()))
                .append(stated("owner", owner.owner()))
                .append(stated("licence", of.config().licence()));
    }

    private static void model(StringBuilder card, BundleCard of) {
        ModelConfig model = of.model();
        card.append(TABLE.formatted("Model"))
                .append(row("architecture", model.architecture().className()))
                .append(row("layers", model.layers()))
                .append(row("hidden size", model.hiddenSize()))
                .append(row(
                        "heads (key/value heads)",
                        model.attention().heads() + " (" + model.attention().keyValueHeads() + ")"))
                .append(row("vocabulary", model.vocabularySize()))
                .append(row("context, tokens", model.contextLength()));
        of.task().ifPresent(declared -> card.append(row("an answer is", declared.inWords())));
        if (of.config().kind().merged()) {
            card.append(row("weights", of.config().dtype().torchName()));
        }
    }

    private static String stated(String key, @Nullable String value) {
        return row(key, value == null || value.isBlank() ? "*not stated*" : value);
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
