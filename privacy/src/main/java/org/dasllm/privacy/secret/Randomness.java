package org.dasllm.privacy.secret;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How much a text looks drawn by lot. */
final class Randomness {
    private Randomness() {}

    /** Shannon's entropy of its characters' frequencies, in bits for each character: 0 for {@code aaaa}, 2 for {@code abcd}. */
    static double bits(String text) {
        Map<Integer, Long> counts =
                text.chars().boxed().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        double bits = 0;
        for (long count : counts.values()) {
            double share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    static boolean hasDigit(String text) {
        return text.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    static boolean hasLetter(String text) {
        return text.chars().anyMatch(Character::isLetter);
    }
}
