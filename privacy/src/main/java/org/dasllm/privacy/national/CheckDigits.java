package org.dasllm.privacy.national;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Sums over digits that several countries use. */
final class CheckDigits {
    private CheckDigits() {}

    /** The sum of digits times their weights. */
    static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * Character.digit(digits.charAt(i), 10);
        }
        return sum;
    }

    /** ISO 7064, modulo 11, 10: whether the last of eleven digits is right. */
    static boolean isMod11Mod10(String digits) {
        int check = 10;
        for (int i = 0; i < digits.length() - 1; i++) {
            int sum = (check + Character.digit(digits.charAt(i), 10)) % 10;
            check = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - check) % 10 == Character.digit(digits.charAt(digits.length() - 1), 10);
    }

    /** Every second digit doubled from the second last, the digits of all summed: a multiple of ten. */
    static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(digits.length() - 1 - i), 10) * (1 + i % 2);
            sum += digit / 10 + digit % 10;
        }
        return sum % 10 == 0;
    }

    /** Whether the calendar has this day in the twentieth or the twenty-first century. */
    static boolean isDay(int yearOfCentury, int month, int day) {
        return isDate(1900 + yearOfCentury, month, day) || isDate(2000 + yearOfCentury, month, day);
    }

    private static boolean isDate(int year, int month, int day) {
        try {
            LocalDate.of(year, month, day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    static int number(String text, int begin, int end) {
        return Integer.parseInt(text.substring(begin, end));
    }
}
