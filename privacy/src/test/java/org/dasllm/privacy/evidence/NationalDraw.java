package org.dasllm.privacy.evidence;

import java.math.BigInteger;

/** National numbers with right check digits, in their usual writings. */
final class NationalDraw {
    private NationalDraw() {}

    static Planted bsn(Draw draw) {
        while (true) {
            String eight = draw.digits(8);
            int check = sum(eight, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            if (check < 10 && !eight.equals("00000000")) {
                String n = eight + check;
                int form = draw.below(4);
                return new Planted(
                        "NL_BSN",
                        form == 0
                                ? n.substring(0, 4) + "." + n.substring(4, 6) + "." + n.substring(6)
                                : form == 1 ? grouped(n, " ", 3, 3, 3) : n,
                        form != 0);
            }
        }
    }

    static Planted nif(Draw draw) {
        String eight = draw.of("1", "2", "3") + draw.digits(7);
        int check = 11 - sum(eight, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        String n = eight + (check > 9 ? 0 : check);
        return new Planted("PT_NIF", draw.oneIn(3) ? grouped(n, " ", 3, 3, 3) : n, true);
    }

    static Planted pesel(Draw draw) {
        int[] day = draw.day();
        String ten = two(day[0] % 100) + two(day[1] + (day[0] >= 2000 ? 20 : 0)) + two(day[2]) + draw.digits(4);
        return new Planted("PL_PESEL", ten + (10 - sum(ten, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10) % 10, true);
    }

    static Planted nhs(Draw draw) {
        while (true) {
            String nine = draw.of("4", "5", "6", "7") + draw.digits(8);
            int check = 11 - sum(nine, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            if (check != 10) {
                String n = nine + check % 11;
                return new Planted("GB_NHS", draw.oneIn(4) ? n : grouped(n, draw.of(" ", "-"), 3, 3, 4), true);
            }
        }
    }

    static Planted personnummer(Draw draw) {
        int[] day = draw.day();
        String nine = two(day[0] % 100) + two(day[1]) + two(day[2]) + draw.digits(3);
        int check = 0;
        while (!isLuhn(nine + check)) {
            check++;
        }
        String century = draw.oneIn(2) ? String.valueOf(day[0] / 100) : "";
        boolean bare = draw.oneIn(4);
        return new Planted(
                "SE_PERSONNUMMER",
                century + nine.substring(0, 6) + (bare ? "" : "-") + nine.substring(6) + check,
                bare);
    }

    static Planted ssn(Draw draw) {
        int area = draw.between(1, 899);
        String n = String.format("%03d", area == 666 ? 665 : area)
                + two(draw.between(1, 99))
                + String.format("%04d", draw.between(1, 9999));
        boolean bare = draw.oneIn(4);
        return new Planted("US_SSN", bare ? n : grouped(n, "-", 3, 2, 4), bare);
    }

    static Planted spanish(Draw draw) {
        String letters = "TRWAGMYFPDXBNJZSQVHLCKE";
        if (draw.oneIn(3)) {
            int first = draw.below(3);
            String seven = draw.digits(7);
            return new Planted(
                    "ES_NIF",
                    "XYZ".charAt(first)
                            + draw.of("", "-")
                            + seven
                            + draw.of("", "-")
                            + letters.charAt(Integer.parseInt(first + seven) % 23),
                    false);
        }
        String eight = draw.digits(8);
        char letter = letters.charAt(Integer.parseInt(eight) % 23);
        boolean dotted = draw.oneIn(4);
        return new Planted(
                "ES_NIF",
                (dotted ? eight.substring(0, 2) + "." + eight.substring(2, 5) + "." + eight.substring(5) : eight)
                        + draw.of("", "-")
                        + letter,
                false);
    }

    static Planted germanTaxId(Draw draw) {
        while (true) {
            String ten = draw.of("1", "2", "3", "4", "5", "6", "7", "8", "9") + draw.digits(9);
            long twice = ten.chars().distinct().count();
            int most = 0;
            int repeated = 0;
            for (char c = '0'; c <= '9'; c++) {
                char digit = c;
                int count = (int) ten.chars().filter(d -> d == digit).count();
                most = Math.max(most, count);
                repeated += count > 1 ? 1 : 0;
            }
            if (twice >= 8 && repeated == 1 && most <= 3) {
                int product = 10;
                for (int i = 0; i < ten.length(); i++) {
                    char c = ten.charAt(i);
                    int s = (c - '0' + product) % 10;
                    product = (s == 0 ? 10 : s) * 2 % 11;
                }
                int check = 11 - product;
                String n = ten + (check == 10 ? 0 : check % 10);
                return new Planted("DE_TAX_ID", draw.oneIn(2) ? grouped(n, " ", 2, 3, 3, 3) : n, false);
            }
        }
    }

    static Planted nir(Draw draw) {
        boolean corsica = draw.oneIn(20);
        String place = corsica ? draw.of("2A", "2B") : two(draw.between(1, 95));
        String number = draw.of("1", "2") + two(draw.between(30, 99)) + two(draw.between(1, 12));
        String rest = draw.digits(3) + draw.digits(3);
        String asDigits = place.equals("2A") ? "19" : place.equals("2B") ? "18" : place;
        int key = 97
                - new BigInteger(number + asDigits + rest)
                        .mod(BigInteger.valueOf(97))
                        .intValue();
        String n = number + place + rest + two(key);
        return new Planted("FR_NIR", draw.oneIn(2) ? grouped(n, " ", 1, 2, 2, 2, 3, 3, 2) : n, false);
    }

    static Planted codiceFiscale(Draw draw) {
        int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
        String consonants = "BCDFGLMNPRSTVZ";
        String code = draw.from(consonants, 6)
                + draw.digits(2)
                + draw.from("ABCDEHLMPRST", 1)
                + two(draw.between(1, 28) + (draw.oneIn(2) ? 40 : 0))
                + draw.from("ABCDEFGHIL", 1)
                + draw.digits(3);
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = code.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        String whole = code + Draw.LETTERS.charAt(sum % 26);
        return new Planted(
                "IT_CODICE_FISCALE", draw.oneIn(5) ? whole.toLowerCase(java.util.Locale.ROOT) : whole, false);
    }

    static Planted belgian(Draw draw) {
        int[] day = draw.day();
        String nine = two(day[0] % 100) + two(day[1]) + two(day[2]) + String.format("%03d", draw.between(1, 997));
        long number = Long.parseLong((day[0] >= 2000 ? "2" : "") + nine);
        String n = nine + two((int) (97 - number % 97));
        boolean bare = draw.oneIn(2);
        return new Planted(
                "BE_NATIONAL_NUMBER",
                bare
                        ? n
                        : n.substring(0, 2) + "." + n.substring(2, 4) + "." + n.substring(4, 6) + "-"
                                + n.substring(6, 9) + "." + n.substring(9),
                false);
    }

    static Planted hetu(Draw draw) {
        int[] day = draw.day();
        String date = two(day[2]) + two(day[1]) + two(day[0] % 100);
        String individual = String.format("%03d", draw.between(2, 899));
        char check = "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt((int) (Long.parseLong(date + individual) % 31));
        return new Planted("FI_HETU", date + (day[0] >= 2000 ? "A" : "-") + individual + check, false);
    }

    static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = (digits.charAt(digits.length() - 1 - i) - '0') * (1 + i % 2);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    static String grouped(String digits, String separator, int... lengths) {
        StringBuilder grouped = new StringBuilder();
        int begin = 0;
        for (int length : lengths) {
            grouped.append(begin == 0 ? "" : separator).append(digits, begin, begin + length);
            begin += length;
        }
        return grouped.toString();
    }

    private static int sum(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return sum;
    }

    private static String two(int number) {
        return String.format("%02d", number);
    }
}
