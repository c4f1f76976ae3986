package org.dasllm.harvest.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.dasllm.format.progress.Counted;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;

/** What a harvest under way has cost, how fast it goes and what it will have cost, in a few words for its progress line. */
public final class Meter {
    private static final double NANOS_PER_MINUTE = 60e9;
    /** Before that a rate says little. */
    private static final double FIRST_MINUTES = 1 / 30.0;

    private static final MathContext SHOWN = new MathContext(3, RoundingMode.HALF_UP);

    private final TeacherConfig config;
    private final Amount before;
    private final int total;
    private final long start;

    /**
     * @param before what earlier runs have spent
     * @param total how many requests are to be answered
     * @param start the time, in nanoseconds of any clock
     */
    public Meter(TeacherConfig config, Amount before, int total, long start) {
        this.config = config;
        this.before = before;
        this.total = total;
        this.start = start;
    }

    /**
     * Such as {@code 5120 tokens, 0.0123 USD of 2 USD, 240 answers/min, about 0.41 USD in all}.
     *
     * @param done how many requests are answered or given up
     * @param now in nanoseconds of the same clock
     */
    public String text(Amount spent, int done, long now) {
        StringBuilder text = new StringBuilder().append(Counted.of(spent.tokens(), "token"));
        TeacherPrices prices = config.prices();
        if (prices != null) {
            text.append(", ").append(money(spent.money(), prices));
            config.budgetMoney()
                    .ifPresent(budget -> text.append(" of ")
                            .append(BigDecimal.valueOf(budget)
                                    .stripTrailingZeros()
                                    .toPlainString()));
        }
        double minutes = (now - start) / NANOS_PER_MINUTE;
        if (minutes >= FIRST_MINUTES && done > 0) {
            text.append(String.format(Locale.ROOT, ", %.0f answers/min", done / minutes));
            if (prices != null && done < total) {
                BigDecimal each = spent.money().subtract(before.money()).divide(BigDecimal.valueOf(done), SHOWN);
                BigDecimal all = before.money().add(each.multiply(BigDecimal.valueOf(total)));
                text.append(", about ").append(money(all.round(SHOWN), prices)).append(" in all");
            }
        }
        return text.toString();
    }

    private static String money(BigDecimal money, TeacherPrices prices) {
        return money.stripTrailingZeros().toPlainString() + " " + prices.currency();
    }
}
