package org.dasllm.schema.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.schema.pattern.CodePoints;
import org.jspecify.annotations.Nullable;

/**
 * How numbers between bounds are written: digits without leading zeros, compared with the bounds' digits one by one, so
 * exactly. Negative zero is not written, and an exponent only of numbers without bounds and factors. Behind the point stand
 * so few digits that a number read as a double still lies on its side of every bound, and a multiple has no more digits
 * than a double holds exactly.
 */
public final class DecimalTexts {
    /** Digits of a decimal number that every double tells apart. */
    private static final int EXACT_DIGITS = 15;

    private static final int UNLIMITED = -1;
    private static final int MOST_BOUND_DIGITS = 60;
    private static final int LARGEST_FACTOR = 4_000;

    private final boolean integer;
    private final @Nullable Limit least;
    private final @Nullable Limit most;
    private final List<BigDecimal> factors;

    /**
     * A bound.
     *
     * @param itself whether the number itself is allowed
     */
    public record Limit(BigDecimal number, boolean itself) {}

    private DecimalTexts(boolean integer, @Nullable Limit least, @Nullable Limit most, List<BigDecimal> factors) {
        this.integer = integer;
        this.least = least;
        this.most = most;
        this.factors = factors;
    }

    /**
     * The writings of numbers.
     *
     * @param integer only whole numbers, without a point
     * @param factors of which every number is a multiple; all above zero
     * @throws TooLarge where bounds or factors have too many digits
     */
    public static TextAutomaton of(
            boolean integer, @Nullable Limit least, @Nullable Limit most, List<BigDecimal> factors) {
        if (least == null && most == null && factors.isEmpty()) {
            return integer ? Unbounded.WHOLE : Unbounded.ALL;
        }
        DecimalTexts texts = new DecimalTexts(integer, least, most, factors);
        return texts.side(false).or(texts.side(true));
    }

    /** Numbers without bounds, which most schemas have; made once. */
    private static final class Unbounded {
        static final TextAutomaton WHOLE = Subsets.matching("0|-?[1-9][0-9]*");
        static final TextAutomaton ALL = Subsets.matching(
                        "-?(0|[1-9][0-9]*)(\\.[0-9]{1,17})?|-?[0-9](\\.[0-9]{1,17})?[eE][+-]?([1-9]?[0-9]|[12][0-9][0-9])")
                .minus(Subsets.matching("-0(\\.0+)?([eE][+-]?[0-9]+)?"));
    }

    private static boolean tooLong(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) > MOST_BOUND_DIGITS
                || number.scale() > MOST_BOUND_DIGITS;
    }

    /** The numbers of one sign by their distance from zero; zero is on the positive side. */
    private TextAutomaton side(boolean negative) {
        Limit nearer = negative ? most : least;
        Limit farther = negative ? least : most;
        List<Digits> bounds = new ArrayList<>();
        int whole = 0;
        for (boolean upper : new boolean[] {false, true}) {
            Limit limit = upper ? farther : nearer;
            if (limit == null) {
                continue;
            }
            if (tooLong(limit.number)) {
                throw new TooLarge("the bound " + limit.number.round(new MathContext(3)) + " has more than "
                        + MOST_BOUND_DIGITS + " digits");
            }
            whole = Math.max(whole, limit.number.abs().toBigInteger().toString().length());
            BigDecimal distance = negative ? limit.number.negate() : limit.number;
            if (distance.signum() >= 0) {
                bounds.add(Digits.of(distance, upper, limit.itself));
            } else if (upper) {
                return TextAutomaton.of(List.of());
            }
        }
        if (negative) {
            bounds.add(Digits.of(BigDecimal.ZERO, false, false));
        }
        List<int[]> moduli = new ArrayList<>();
        int fraction = integer ? 0 : Math.max(0, EXACT_DIGITS - whole);
        for (BigDecimal factor : factors) {
            if (tooLong(factor)) {
                throw new TooLarge("the factor " + factor.round(new MathContext(3)) + " has too many digits");
            }
            int places = Math.max(0, factor.stripTrailingZeros().scale());
            BigInteger scaled = factor.movePointRight(places).toBigInteger();
            BigInteger ten = BigInteger.TEN.pow(Math.min(places, 9));
            if (places > 8 || scaled.compareTo(BigInteger.valueOf(LARGEST_FACTOR)) > 0) {
                throw new TooLarge("the factor " + factor + " has too many digits");
            }
            moduli.add(new int[] {scaled.intValueExact(), ten.intValueExact()});
            fraction = Math.min(fraction, places);
        }
        TextAutomaton digits =
                explore(bounds, moduli, fraction, factors.isEmpty() ? UNLIMITED : EXACT_DIGITS - fraction);
        return negative ? signed(digits) : digits;
    }

    /** A minus before every text. */
    private static TextAutomaton signed(TextAutomaton digits) {
        Alphabet alphabet = digits.isEmpty() ? Alphabet.of(List.of()) : Alphabet.of(SIGNED);
        int minus = alphabet.classOf('-');
        return TextAutomaton.explore(
                alphabet,
                -1,
                (state, c) -> {
                    if (state == -1) {
                        return c == minus && !digits.isEmpty() ? 0 : null;
                    }
                    int sample = sample(alphabet, c);
                    int next = sample < 0 ? TextAutomaton.DEAD : digits.next(state, sample);
                    return next == TextAutomaton.DEAD ? null : Integer.valueOf(next);
                },
                state -> state >= 0 && digits.accepts(state));
    }

    private static final List<CodePoints> SIGNED =
            "-.0123456789".chars().mapToObj(CodePoints::of).toList();

    private static int sample(Alphabet alphabet, int characterClass) {
        return ".0123456789"
                .chars()
                .filter(c -> alphabet.classOf(c) == characterClass)
                .findFirst()
                .orElse(-1);
    }

    /**
     * What has been read of a number.
     *
     * @param whole digits before the point, none for -1; no longer counted than the longest bound
     * @param fraction digits behind it; -1 before the point
     * @param sides by bound, how what is read compares with it: below, the same, above
     * @param remainders by factor
     */
    private record Read(int whole, int fraction, boolean zero, List<Integer> sides, List<Integer> remainders) {}

    private TextAutomaton explore(List<Digits> bounds, List<int[]> moduli, int fraction, int mostWhole) {
        Alphabet alphabet = Alphabet.of(SIGNED);
        List<Integer> none = bounds.stream().map(bound -> 0).toList();
        List<Integer> zeros = moduli.stream().map(modulus -> 0).toList();
        // A number is counted so long as it matters how long it is.
        int longest = 1
                + bounds.stream()
                        .mapToInt(bound -> bound.whole.length())
                        .reduce(mostWhole == UNLIMITED ? 0 : mostWhole, Math::max);
        return TextAutomaton.explore(
                alphabet,
                new Read(0, -1, false, none, zeros),
                (read, c) -> {
                    int sample = sample(alphabet, c);
                    if (sample < 0) {
                        return null;
                    }
                    if (sample == '.') {
                        return read.whole == 0 || read.fraction >= 0 || fraction == 0 ? null : point(read, bounds);
                    }
                    return read.fraction < 0 && read.whole == mostWhole
                            ? null
                            : digit(read, sample - '0', bounds, moduli, fraction, longest);
                },
                read -> accepts(read, bounds, moduli));
    }

    private static Read point(Read read, List<Digits> bounds) {
        return new Read(1, 0, false, sidesOfWhole(read, bounds), read.remainders);
    }

    /** How the whole part compares with the bounds', now that its length is known. */
    private static List<Integer> sidesOfWhole(Read read, List<Digits> bounds) {
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            int length = Integer.compare(read.whole, bounds.get(i).whole.length());
            sides.add(length != 0 ? length : read.sides.get(i));
        }
        return sides;
    }

    private static @Nullable Read digit(
            Read read, int digit, List<Digits> bounds, List<int[]> moduli, int fraction, int longest) {
        boolean behind = read.fraction >= 0;
        if ((behind && read.fraction == fraction) || (!behind && read.zero)) {
            return null;
        }
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            String written = behind ? bounds.get(i).fraction : bounds.get(i).whole;
            int place = behind ? read.fraction : read.whole;
            int other = place < written.length() ? written.charAt(place) - '0' : 0;
            int side = read.sides.get(i);
            sides.add(side != 0 || (!behind && place >= written.length()) ? side : Integer.compare(digit, other));
        }
        List<Integer> remainders = new ArrayList<>();
        for (int i = 0; i < moduli.size(); i++) {
            remainders.add((int) ((read.remainders.get(i) * 10L + digit) % moduli.get(i)[0]));
        }
        boolean zero = !behind && read.whole == 0 && digit == 0;
        return behind
                ? new Read(1, read.fraction + 1, false, sides, remainders)
                : new Read(Math.min(longest, read.whole + 1), -1, zero, sides, remainders);
    }

    private static boolean accepts(Read read, List<Digits> bounds, List<int[]> moduli) {
        if (read.whole == 0 || read.fraction == 0) {
            return false;
        }
        List<Integer> sides = read.fraction < 0 ? sidesOfWhole(read, bounds) : read.sides;
        int digits = Math.max(0, read.fraction);
        for (int i = 0; i < bounds.size(); i++) {
            Digits bound = bounds.get(i);
            int side = sides.get(i);
            if (side == 0 && bound.fraction.length() > digits) {
                // What is left of the bound's digits ends in one that is not zero.
                side = -1;
            }
            if (side == 0 ? !bound.itself : side > 0 == bound.upper) {
                return false;
            }
        }
        for (int i = 0; i < moduli.size(); i++) {
            long scale = moduli.get(i)[1];
            for (int d = 0; d < digits; d++) {
                scale /= 10;
            }
            if (read.remainders.get(i) * scale % moduli.get(i)[0] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A bound's digits, without zeros at the end of its fraction. */
    private record Digits(String whole, String fraction, boolean upper, boolean itself) {
        static Digits of(BigDecimal number, boolean upper, boolean itself) {
            String[] parts = number.stripTrailingZeros().toPlainString().split("\\.", 2);
            return new Digits(parts[0], parts.length == 2 ? parts[1] : "", upper, itself);
        }
    }
}
