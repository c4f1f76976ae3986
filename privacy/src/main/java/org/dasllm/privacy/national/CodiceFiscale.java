package org.dasllm.privacy.national;

/**
 * Italy's codice fiscale: 16 letters and digits, the last a letter that checks the others. Where two persons would have the
 * same, digits are replaced from the right by the letters {@code LMNPQRSTUV}.
 */
final class CodiceFiscale {
    private static final String REPLACED = "LMNPQRSTUV";

    /** Values of {@code 0} to {@code 9}, which are also those of {@code A} to {@code J}, then of {@code K} to {@code Z}, at odd places. */
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private CodiceFiscale() {}

    static boolean isRight(String code) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = code.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ODD[value] : value;
        }
        int day = 10 * digit(code.charAt(9)) + digit(code.charAt(10));
        // Women's days are raised by 40.
        boolean isDay = (day >= 1 && day <= 31) || (day >= 41 && day <= 71);
        return isDay && sum % 26 == code.charAt(15) - 'A';
    }

    private static int digit(char c) {
        return Character.isDigit(c) ? c - '0' : REPLACED.indexOf(c);
    }
}
