package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * {@code cost.json} beside a journal: what all runs of it have cost. Money is in decimal text, exact to the last digit.
 *
 * @param version of the layout, see {@link #KIND}
 * @param teacher where it is asked
 * @param model as it is asked for
 * @param prices by which the money was counted, with the keys of a teacher's configuration; with batches theirs, while what was asked one by
 *     one, such as once more for what could not be used, counts at the usual ones. Null where they are not known, and then all money is 0
 * @param currency of all money; null likewise
 * @param budgetTokens null for none
 * @param budgetMoney null for none
 * @param spent everything below, counted against the budgets
 * @param tokens of answers whose usage the teacher told, by kind of token
 * @param served answers by the model that the teacher says it served
 * @param atOtherPrices answers with usage that were counted at the prices of another day, or of another teacher; null in version 1
 * @param withoutUsage answers whose usage was not told, at their most
 * @param inVain attempts that brought no answer and may have been billed, at their most
 * @param lost requests of which no outcome is known, at their most
 * @param unbilled how many attempts brought no answer and cost nothing
 */
public record CostReport(
        int version,
        String teacher,
        String model,
        @Nullable JsonNode prices,
        @Nullable String currency,
        @Nullable Long budgetTokens,
        @Nullable String budgetMoney,
        Line spent,
        List<Line> tokens,
        List<Line> served,
        @Nullable Line atOtherPrices,
        Line withoutUsage,
        Line inVain,
        Line lost,
        long unbilled) {
    public static final FileKind KIND = new FileKind("the cost report of a harvest", "version", 2);

    /** The report's name in the journal's folder. */
    public static final String FILE = "cost.json";

    /**
     * What something came to.
     *
     * @param what it is
     * @param requests how many; null where it is not about requests
     * @param money in the prices' currency
     */
    public record Line(String what, @Nullable Long requests, long tokens, String money) {
        static Line of(String what, @Nullable Long requests, Amount amount) {
            return new Line(what, requests, amount.tokens(), text(amount.money()));
        }

        static Line of(String what, CountedAmount counted) {
            return of(what, counted.count(), counted.amount());
        }
    }

    private static String text(BigDecimal money) {
        return money.stripTrailingZeros().toPlainString();
    }

    /** Of what a journal holds, to the last line that is on the disk; nothing is changed there. */
    public static CostReport of(TeacherConfig teacher, Path journal) {
        Ledger ledger = new Ledger(
                Prices.of(teacher.prices()), Prices.of(teacher.pricesInBatches()), null, null, teacher.maxTokens());
        Journal.read(journal, ledger::read, damage -> {});
        return of(teacher, ledger.costs());
    }

    static CostReport of(TeacherConfig teacher, Costs costs) {
        TeacherPrices prices = teacher.billed();
        return new CostReport(
                KIND.version(),
                teacher.endpoint().toString(),
                teacher.model(),
                prices == null ? null : ConfigJson.of(prices),
                prices == null ? null : prices.currency(),
                teacher.budgetTokens(),
                teacher.budgetMoney()
                        .map(BigDecimal::valueOf)
                        .map(CostReport::text)
                        .orElse(null),
                Line.of("all", null, costs.spent()),
                Arrays.stream(TokenKind.values())
                        .map(kind -> Line.of(kind.words(), null, costs.kinds().getOrDefault(kind, Amount.NOTHING)))
                        .toList(),
                costs.served().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> Line.of(entry.getKey(), entry.getValue()))
                        .toList(),
                Line.of("answers at the prices of another day", costs.atOtherPrices()),
                Line.of("answers without usage", costs.withoutUsage()),
                Line.of("attempts in vain", costs.inVain()),
                Line.of("requests without an outcome", costs.lost()),
                costs.unbilled());
    }

    public static CostReport read(Path file) {
        return KIND.read(file, CostReport.class);
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) {
        Json.write(file, this);
    }

    /** How much of what is spent is an upper bound, since the teacher did not tell what it was. */
    public BigDecimal unsettled() {
        return List.of(withoutUsage, inVain, lost).stream()
                .map(line -> new BigDecimal(line.money()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
