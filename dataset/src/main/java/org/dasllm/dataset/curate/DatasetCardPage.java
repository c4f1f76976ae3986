package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.io.Json;

/** The card as a page for people. */
final class DatasetCardPage {
    private final StringBuilder page = new StringBuilder();

    private DatasetCardPage() {}

    static String of(DatasetCard card) {
        DatasetCardPage page = new DatasetCardPage();
        page.write(card);
        return page.page.toString();
    }

    private void write(DatasetCard card) {
        line("# Dataset card");
        line("");
        line(card.lines() + " lines were read. Each is in one split below, or in `quarantine/` with a reason.");
        line("");
        line("An answer is "
                + (card.task() == null ? "any text" : Markdown.text(card.task().inWords())) + ".");
        line("");
        line("| split | rows | groups | content hash (SHA-256) |");
        line("| --- | ---: | ---: | --- |");
        for (String name : Counts.SPLITS) {
            DatasetCard.Split split = split(card, name);
            line("| " + name + " | " + split.rows() + " | " + split.groups() + " | `" + split.contentHash() + "` |");
        }
        dropped(card);
        line("");
        line("## Leakage checks");
        line("");
        for (DatasetCard.Check check : card.leakageChecks()) {
            line("- " + check.name() + ": " + check.found() + (check.holds() ? " (holds)" : " (DOES NOT HOLD)"));
        }
        for (String field : keys(card, true)) {
            table(card, "Answers: " + field, field, true);
        }
        for (String attribute : keys(card, false)) {
            table(card, "Attribute: " + attribute, attribute, false);
        }
        line("");
        line("## Inputs");
        line("");
        for (InputFile input : card.inputs()) {
            line("- " + Markdown.text(input.name()) + ", " + input.bytes() + " bytes, `" + input.sha256() + "`");
        }
        line("");
        line("## Configuration");
        line("");
        line("```json");
        page.append(Json.pretty(card.configuration()));
        line("```");
        line("");
        card.versions().forEach((what, version) -> line("Made by " + what + " " + version + "."));
    }

    private void dropped(DatasetCard card) {
        line("");
        line("## Dropped");
        line("");
        if (card.dropped().isEmpty()) {
            line("Nothing was dropped.");
        } else {
            line("| step | reason | rows | meaning |");
            line("| --- | --- | ---: | --- |");
            for (DatasetCard.Step step : card.steps()) {
                for (DatasetCard.ReasonCount reason : step.dropped()) {
                    String meaning =
                            requireNonNull(card.dropped().get(reason.reason())).meaning();
                    line("| " + step.name() + " | " + reason.reason() + " | " + reason.rows() + " | " + meaning + " |");
                }
            }
        }
        line("");
        for (DatasetCard.Step step : card.steps()) {
            step.found().forEach(found -> line("- " + found.meaning() + ": " + found.count()));
        }
    }

    private void table(DatasetCard card, String title, String key, boolean label) {
        TreeSet<String> values = new TreeSet<>();
        for (String name : Counts.SPLITS) {
            values.addAll(counts(card, name, key, label).keySet());
        }
        line("");
        line("## " + Markdown.text(title));
        line("");
        line("| value | train | validation | test |");
        line("| --- | ---: | ---: | ---: |");
        for (String value : values) {
            StringBuilder row = new StringBuilder("| " + Markdown.text(value));
            for (String name : Counts.SPLITS) {
                row.append(" | ").append(counts(card, name, key, label).getOrDefault(value, 0L));
            }
            line(row.append(" |").toString());
        }
    }

    private static Set<String> keys(DatasetCard card, boolean label) {
        TreeSet<String> keys = new TreeSet<>();
        card.splits().values().forEach(split -> keys.addAll((label ? split.labels() : split.attributes()).keySet()));
        return keys;
    }

    private static Map<String, Long> counts(DatasetCard card, String name, String key, boolean label) {
        DatasetCard.Split split = split(card, name);
        return (label ? split.labels() : split.attributes()).getOrDefault(key, Map.of());
    }

    private static DatasetCard.Split split(DatasetCard card, String name) {
        return card.splits().getOrDefault(name, new DatasetCard.Split(0, 0, "", Map.of(), Map.of()));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
