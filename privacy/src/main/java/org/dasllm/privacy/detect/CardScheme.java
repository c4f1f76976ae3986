package org.dasllm.privacy.detect;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A card scheme, by the lengths and the first digits of its numbers.
 *
 * @param name as it is spoken of
 * @param lengths how many digits its numbers have
 * @param ranges what its numbers begin with
 */
record CardScheme(String name, Set<Integer> lengths, List<Range> ranges) {
    private static final List<CardScheme> ALL = List.of(
            scheme("American Express", Set.of(15), "34", "37"),
            scheme("Visa", Set.of(13, 16, 19), "4"),
            scheme("Mastercard", Set.of(16), "51-55", "2221-2720"),
            scheme("Diners Club", from(14), "300-305", "3095", "36", "38", "39"),
            scheme("JCB", from(16), "3528-3589"),
            scheme("UnionPay", from(16), "62", "81"),
            scheme("Discover", from(16), "6011", "644-649", "65"),
            scheme(
                    "Maestro",
                    from(13),
                    "5018",
                    "5020",
                    "5038",
                    "5612",
                    "5893",
                    "6304",
                    "6390",
                    "6759",
                    "6761-6763",
                    "676770",
                    "676774"));

    /** The scheme whose numbers look like these digits; null where none does. At least 13 digits. */
    static @Nullable CardScheme of(String digits) {
        for (CardScheme scheme : ALL) {
            if (scheme.lengths.contains(digits.length())
                    && scheme.ranges.stream().anyMatch(range -> range.begins(digits))) {
                return scheme;
            }
        }
        return null;
    }

    private static CardScheme scheme(String name, Set<Integer> lengths, String... ranges) {
        return new CardScheme(name, lengths, Stream.of(ranges).map(Range::parse).toList());
    }

    private static Set<Integer> from(int shortest) {
        return IntStream.rangeClosed(shortest, 19).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /** First digits from one number to another of the same width, both included. */
    record Range(int from, int to, int width) {
        static Range parse(String written) {
            String[] ends = written.split("-", 2);
            return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]), ends[0].length());
        }

        boolean begins(String digits) {
            int first = Integer.parseInt(digits.substring(0, width));
            return first >= from && first <= to;
        }
    }
}
