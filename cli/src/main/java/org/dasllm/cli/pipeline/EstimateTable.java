package org.dasllm.cli.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.jspecify.annotations.Nullable;

/** Teachers side by side: what is left of the harvest would take with each. */
public final class EstimateTable {
    private static final int SHOWN_DIGITS = 4;
    private static final double DAY = 86_400;

    private EstimateTable() {}

    /** @param asked the names of the teachers that are asked */
    public static List<String> lines(List<TeacherEstimate> estimates, Set<String> asked) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "teacher",
                "model",
                "requests",
                "input",
                "output",
                "tokens at most",
                "cost",
                "at most",
                "with all retries",
                "time"));
        for (TeacherEstimate each : estimates) {
            rows.add(List.of(
                    each.name() + (asked.contains(each.name()) ? " *" : ""),
                    each.model(),
                    each.requests()
                            + (each.answered() > 0 ? " of " + (each.requests() + each.answered()) : "")
                            + batches(each),
                    String.valueOf(each.inputTokens()),
                    String.valueOf(each.outputTokens()),
                    String.valueOf(each.mostTokens()),
                    money(each.cost(), each.currency()),
                    money(each.mostCost(), each.currency()),
                    money(each.mostCostWithRetries(), each.currency()),
                    time(each.seconds())));
        }
        if (asked.size() > 1) {
            rows.add(together(estimates.stream()
                    .filter(each -> asked.contains(each.name()))
                    .toList()));
        }
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add("    "
                + IntStream.range(0, widths.length)
                        .mapToObj(column -> String.format(Locale.ROOT, "%-" + widths[column] + "s", row.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing()));
        lines.add((asked.size() > 1 ? "    * are asked. Input" : "    * is asked. Input")
                + ", output, cost and time are expected:");
        estimates.stream()
                .map(each -> "    " + each.name() + ": " + each.basis())
                .forEach(lines::add);
        lines.add(
                "    At most: every byte of a request a token of the dearest kind, every answer as long as it may be; each sent once, or"
                        + " with every retry billed. A budget ends it earlier.");
        return lines;
    }

    /** All that are asked, one after the other. */
    private static List<String> together(List<TeacherEstimate> asked) {
        Set<String> currencies = new TreeSet<>();
        asked.forEach(each -> currencies.add(String.valueOf(each.currency())));
        @Nullable String currency = currencies.size() == 1 ? asked.get(0).currency() : null;
        return List.of(
                "together *",
                "",
                String.valueOf(
                        asked.stream().mapToLong(TeacherEstimate::requests).sum()),
                String.valueOf(
                        asked.stream().mapToLong(TeacherEstimate::inputTokens).sum()),
                String.valueOf(
                        asked.stream().mapToLong(TeacherEstimate::outputTokens).sum()),
                String.valueOf(
                        asked.stream().mapToLong(TeacherEstimate::mostTokens).sum()),
                money(sum(asked, TeacherEstimate::cost, currency), currency),
                money(sum(asked, TeacherEstimate::mostCost, currency), currency),
                money(sum(asked, TeacherEstimate::mostCostWithRetries, currency), currency),
                time(asked.stream().mapToDouble(TeacherEstimate::seconds).sum()));
    }

    /** Null where one of them is not known, or they are in several currencies. */
    private static @Nullable BigDecimal sum(
            List<TeacherEstimate> asked,
            Function<TeacherEstimate, @Nullable BigDecimal> part,
            @Nullable String currency) {
        BigDecimal sum = BigDecimal.ZERO;
        for (TeacherEstimate each : asked) {
            BigDecimal money = part.apply(each);
            if (money == null || currency == null) {
                return null;
            }
            sum = sum.add(money);
        }
        return sum;
    }

    private static String batches(TeacherEstimate each) {
        Integer batches = each.batches();
        return batches == null ? "" : " in " + batches + (batches == 1 ? " batch" : " batches");
    }

    private static String money(@Nullable BigDecimal money, @Nullable String currency) {
        return money == null
                ? "not known"
                : money.setScale(SHOWN_DIGITS, RoundingMode.UP).toPlainString() + " " + currency;
    }

    /** Such as {@code 2 min 05 s} or {@code 3.4 days}. */
    public static String time(double seconds) {
        return seconds >= DAY
                ? String.format(Locale.ROOT, "%.1f days", seconds / DAY)
                : TerminalProgress.duration(seconds);
    }
}
