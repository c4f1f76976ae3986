package org.dasllm.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.ledger.CostReport;
import org.dasllm.harvest.run.Harvest;

/** What a harvest has cost: {@code cost.json} and a page beside its journal, and a few lines when it ends. */
final class HarvestCosts {
    private HarvestCosts() {}

    /**
     * Writes both and says the figures. Nothing where there is no journal.
     *
     * @param named what the figures are said of, before each line of them
     * @param folder of the teacher's journal
     */
    static void report(TeacherConfig teacher, String named, Path folder, Progress progress) {
        Path journal = folder.resolve(Harvest.JOURNAL);
        if (!Files.exists(journal)) {
            return;
        }
        CostReport report = CostReport.of(teacher, journal);
        report.write(folder.resolve(CostReport.FILE));
        Path page = folder.resolve(RunFolder.COST_PAGE);
        AtomicFile.writeString(
                page,
                HtmlRenderer.render(new Document(
                        "Cost of the harvest",
                        "Das LLM · harvest",
                        "Cost of the harvest",
                        List.of(),
                        List.of(section(report)))));
        lines(report).forEach(line -> progress.line(named + line));
        progress.line(named + "The whole cost report: " + page);
    }

    /** Such as {@code Cost over all runs: 5120 tokens, 0.0123 USD (input 0.008, output 0.0043)}. */
    static List<String> lines(CostReport report) {
        List<String> lines = new ArrayList<>();
        boolean priced = report.prices() != null;
        StringBuilder all = new StringBuilder(
                "Cost over all runs: " + Counted.of(report.spent().tokens(), "token"));
        if (priced) {
            all.append(", ").append(report.spent().money()).append(' ').append(report.currency());
            if (report.budgetMoney() != null) {
                all.append(" of ").append(report.budgetMoney());
            }
        } else {
            all.append("; what they cost in money is not known, as there are no prices");
        }
        String kinds = report.tokens().stream()
                .filter(kind -> kind.tokens() > 0)
                .map(kind -> kind.what() + " " + (priced ? kind.money() : kind.tokens()))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        lines.add(all + (kinds.isEmpty() ? "" : " (" + kinds + ")"));
        Stream.of(report.withoutUsage(), report.inVain(), report.lost())
                .filter(line -> line.requests() != null && line.requests() > 0)
                .map(line -> "  of that at most "
                        + (priced ? line.money() + " " + report.currency() : Counted.of(line.tokens(), "token"))
                        + " for "
                        + line.requests() + " " + line.what())
                .forEach(lines::add);
        return lines;
    }

    static Section section(CostReport report) {
        List<Block> blocks = new ArrayList<>();
        JsonNode prices = report.prices();
        blocks.add(new Block.Paragraph("All runs of this journal asked " + report.model() + " at " + report.teacher()
                + (prices == null
                        ? ". Its prices are not known, so that tokens are counted and no money."
                        : ". Prices in " + report.currency() + " for a million tokens: input " + prices.path("input")
                                + ", output "
                                + prices.path("output") + " ("
                                + prices.path("source").asText("the configuration")
                                + (prices.has("date")
                                        ? ", " + prices.path("date").asText()
                                        : "") + ").")));
        List<Table.Row> rows = new ArrayList<>();
        rows.add(Table.Row.heading("Answers with usage, to the last digit"));
        report.tokens().forEach(line -> rows.add(row(line)));
        CostReport.Line other = report.atOtherPrices();
        if (other != null && other.tokens() > 0) {
            rows.add(row(other));
        }
        rows.add(Table.Row.heading("What was not told, at its most"));
        Stream.of(report.withoutUsage(), report.inVain(), report.lost()).forEach(line -> rows.add(row(line)));
        rows.add(row(report.spent()).with(Table.Style.STRONG));
        blocks.add(table("kinds", "What was paid for", report, rows));
        blocks.add(table(
                "models",
                "Answers by the model that the teacher says it served",
                report,
                report.served().stream().map(HarvestCosts::row).toList()));
        blocks.add(new Block.Paragraph(
                Counted.of(report.unbilled(), "more attempt") + " brought no answer and cost nothing."));
        return new Section("cost", "Cost of the harvest", blocks);
    }

    private static Table table(String id, String caption, CostReport report, List<Table.Row> rows) {
        return new Table(
                id,
                caption,
                List.of(
                        Table.Column.words(""),
                        Table.Column.numbers("requests"),
                        Table.Column.numbers("tokens"),
                        Table.Column.numbers(Objects.requireNonNullElse(report.currency(), "money"))),
                rows);
    }

    private static Table.Row row(CostReport.Line line) {
        return Table.Row.of(
                line.what(),
                line.requests() == null ? "" : String.valueOf(line.requests()),
                String.valueOf(line.tokens()),
                line.money());
    }
}
