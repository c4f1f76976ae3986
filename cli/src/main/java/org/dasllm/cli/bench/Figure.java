package org.dasllm.cli.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A measurement beside the limit it is compared with; each sample has a limit of its own, taken next to it, because a
 * machine is not equally fast all the time.
 *
 * @param name such as {@code decode.1}
 * @param what in words
 * @param unit of measurement and limit, such as {@code tokens/s}
 * @param limit what the machine could do at the same work
 * @param limitIs how the limit was found
 * @param ratio sample by sample, how much of the limit is reached: 1 is all of it, whether more or less is better
 */
public record Figure(
        String name, String what, String unit, Spread measured, Spread limit, String limitIs, Spread ratio) {

    /** Takes the samples of a figure. */
    static final class Samples {
        private final String name;
        private final String what;
        private final String unit;
        private final String limitIs;
        private final boolean moreIsBetter;
        private final List<Double> measured = new ArrayList<>();
        private final List<Double> limits = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();

        private Samples(String name, String what, String unit, String limitIs, boolean moreIsBetter) {
            this.name = name;
            this.what = what;
            this.unit = unit;
            this.limitIs = limitIs;
            this.moreIsBetter = moreIsBetter;
        }

        /** Of a rate, which the limit is above. */
        static Samples ofRate(String name, String what, String unit, String limitIs) {
            return new Samples(name, what, unit, limitIs, true);
        }

        /** Of a time or an amount, which the limit is below. */
        static Samples ofCost(String name, String what, String unit, String limitIs) {
            return new Samples(name, what, unit, limitIs, false);
        }

        Samples add(double value, double limit) {
            measured.add(value);
            limits.add(limit);
            ratios.add(moreIsBetter ? value / limit : limit / value);
            return this;
        }

        Figure figure() {
            return new Figure(name, what, unit, Spread.of(measured), Spread.of(limits), limitIs, Spread.of(ratios));
        }
    }
}
