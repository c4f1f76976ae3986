package org.dasllm.document.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.CurveChart.Scale;
import org.dasllm.document.content.CurveChart.Unit;

/**
 * A scale from the values of curves to pixels, with ticks at round numbers.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}
 */
record PlotScale(boolean logarithmic, Unit unit, double low, double high, double from, double to) {
    private static final int MOST_TICKS = 6;
    private static final double[] ROUND = {1, 2, 5};

    /** Beyond so many decades only powers of ten have ticks. */
    private static final double DECADES_WITH_PARTS = 3;

    private static final double ROOM = 0.04;

    /**
     * A scale that holds the values, with a little room above and below where it does not begin at 0.
     *
     * @param least of the values
     * @param most of the values
     */
    static PlotScale holding(Scale scale, Unit unit, double least, double most, double from, double to) {
        if (scale == Scale.LOGARITHMIC && least > 0) {
            double room = Math.max(0.02, ROOM * Math.log10(most / least));
            return new PlotScale(true, unit, least * Math.pow(10, -room), most * Math.pow(10, room), from, to);
        }
        double low = scale == Scale.FROM_ZERO ? Math.min(0, least) : least;
        double high = Math.max(low, most);
        double span = high > low ? high - low : Math.max(Math.abs(high), 1e-9);
        return new PlotScale(false, unit, low == 0 ? 0 : low - ROOM * span, high + ROOM * span, from, to);
    }

    double at(double value) {
        double share = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + Math.max(0, Math.min(1, share)) * (to - from);
    }

    List<Double> ticks() {
        return logarithmic ? logarithmicTicks() : linearTicks();
    }

    private List<Double> linearTicks() {
        double rough = (high - low) / MOST_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = 10 * power;
        for (int i = ROUND.length - 1; i >= 0; i--) {
            step = ROUND[i] * power >= rough ? ROUND[i] * power : step;
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> logarithmicTicks() {
        double decades = Math.log10(high / low);
        List<Double> ticks = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
            for (double part : decades > DECADES_WITH_PARTS ? new double[] {1} : ROUND) {
                double tick = part * Math.pow(10, exponent);
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks.size() >= 2 ? ticks : new PlotScale(false, unit, low, high, from, to).linearTicks();
    }

    /** A value as an axis or a reading has it, such as {@code 0.0214}, {@code 12,500} or {@code 97.3 %}. */
    String format(double value) {
        if (unit == Unit.PERCENT) {
            return trimmed(String.format(Locale.ROOT, "%.2f", 100 * value)) + " %";
        }
        double size = Math.abs(value);
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        if (size == 0 || size >= 0.001) {
            int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 || size == 0 ? 3 : size >= 0.1 ? 4 : 5;
            return trimmed(String.format(Locale.ROOT, "%." + decimals + "f", value));
        }
        String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e", -1);
        return trimmed(parts[0]) + "·10" + superscript(Integer.parseInt(parts[1]));
    }

    private static String trimmed(String number) {
        return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
    }

    private static String superscript(int exponent) {
        StringBuilder raised = new StringBuilder();
        for (char c : Integer.toString(exponent).toCharArray()) {
            raised.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return raised.toString();
    }
}
