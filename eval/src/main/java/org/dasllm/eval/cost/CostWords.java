package org.dasllm.eval.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison of costs in words, the same in the report and on the command line. */
public final class CostWords {
    /** How ranges are made. */
    public static final String METHOD =
            "Low is every input at its cheapest and high every input at its dearest, each side for itself; expected is the"
                    + " middle of each range. A saving goes from the teacher at its cheapest beside the owned side at its dearest to the opposite. So the"
                    + " ranges are wide: they hold whatever the inputs’ own ranges allow, and no probability is claimed for them. Taxes, interest and"
                    + " the price of errors are not in them.";

    private static final double CENTS_BELOW = 100;
    private static final double SMALL = 0.1;

    private CostWords() {}

    /** A line of the summary. */
    public record Row(String what, String low, String expected, String high) {}

    /** The lines that can be computed. */
    public static List<Row> rows(CostComparison cost) {
        List<Row> rows = new ArrayList<>();
        add(rows, "teacher, 1,000 requests", cost.teacherPerThousand());
        add(rows, "owned, 1,000 requests", cost.ownedPerThousand());
        Estimate requests = cost.inputs().requests();
        if (requests != null) {
            rows.add(new Row(
                    "requests a month", count(requests.low()), count(requests.expected()), count(requests.high())));
        }
        add(rows, "teacher, a month", cost.teacherPerMonth());
        add(rows, "owned, a month", cost.ownedPerMonth());
        add(rows, "saved by owning, a month", cost.savingPerMonth());
        add(rows, "paid once", cost.onceTotal());
        CostComparison.Payback payback = cost.payback();
        if (payback != null) {
            rows.add(new Row(
                    "months until that is paid back",
                    months(payback.least()),
                    months(payback.expected()),
                    months(payback.most())));
        }
        BreakEven even = cost.breakEven();
        if (even != null) {
            rows.add(new Row(
                    "break-even, requests a month",
                    requests(even.least()),
                    requests(even.expected()),
                    requests(even.most())));
        }
        add(rows, "the teacher’s end, paid again", cost.againTotal());
        return rows;
    }

    private static void add(List<Row> rows, String what, @Nullable Estimate money) {
        if (money != null) {
            rows.add(new Row(what, money(money.low()), money(money.expected()), money(money.high())));
        }
    }

    /** What a reader should take away, a sentence or two each. */
    public static List<String> findings(CostComparison cost) {
        List<String> findings = new ArrayList<>();
        String currency = cost.inputs().currency();
        Estimate saving = cost.savingPerMonth();
        if (saving == null) {
            findings.add("What the two cost cannot be held against each other: what is missing is listed below.");
        } else if (saving.low() > 0) {
            findings.add("Owning is cheaper in a month wherever the inputs are within their ranges, by "
                    + range(saving, currency) + ".");
        } else if (saving.high() < 0) {
            findings.add("Renting is cheaper in a month wherever the inputs are within their ranges, by "
                    + range(new Estimate(-saving.high(), -saving.expected(), -saving.low()), currency) + ".");
        } else {
            findings.add(
                    "Which of the two is cheaper in a month depends on where the inputs are within their ranges: owning saves "
                            + range(saving, currency) + ".");
        }
        BreakEven even = cost.breakEven();
        if (even != null) {
            findings.add(
                    even.expected() == null
                            ? "As expected there is no number of requests from which on owning costs no more: one machine costs more than the"
                                    + " requests that it can answer."
                            : "From " + requests(even.expected())
                                    + " requests a month on owning is expected never to cost more than renting; that number is "
                                    + requests(even.least())
                                    + " with the teacher at its dearest and owning at its cheapest, and "
                                    + requests(even.most()) + " with the opposite.");
        }
        String retires = cost.inputs().retires();
        Estimate again = cost.againTotal();
        if (retires != null) {
            findings.add("The vendor has announced that the teacher ends on " + retires + ". "
                    + (again == null
                            ? "What it would cost to put another in its place is not known."
                            : "To harvest and train again with another costs " + range(again, currency)
                                    + ", and the same at every later end; the owned student does not end."));
        }
        return findings;
    }

    private static String range(Estimate estimate, String currency) {
        return money(estimate.expected()) + " " + currency + " as expected (" + money(estimate.low()) + " to "
                + money(estimate.high()) + ")";
    }

    /** Three digits at least of small amounts, whole units of large ones. */
    public static String money(double amount) {
        double size = Math.abs(amount);
        String text = size >= CENTS_BELOW
                ? String.format(Locale.ROOT, "%,.0f", size)
                : size >= SMALL || size == 0
                        ? String.format(Locale.ROOT, "%.2f", size)
                        : String.format(Locale.ROOT, "%.2g", size);
        return amount < 0 ? "−" + text : text;
    }

    /** Tokens, as a range where it is one. */
    public static String tokens(Estimate tokens) {
        return tokens.low() == tokens.high()
                ? String.format(Locale.ROOT, "%,.1f", tokens.low())
                : String.format(Locale.ROOT, "%,.1f to %,.1f", tokens.low(), tokens.high());
    }

    private static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", Math.ceil(number));
    }

    private static String requests(@Nullable Double number) {
        return number == null ? "none" : count(number);
    }

    private static String months(@Nullable Double number) {
        return number == null ? "never" : String.format(Locale.ROOT, "%.1f", number);
    }
}
