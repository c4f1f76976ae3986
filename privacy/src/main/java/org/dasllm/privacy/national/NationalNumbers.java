package org.dasllm.privacy.national;

import static org.dasllm.privacy.national.CheckDigits.isDay;
import static org.dasllm.privacy.national.CheckDigits.number;
import static org.dasllm.privacy.national.CheckDigits.weighted;

import java.util.List;

/**
 * The countries' numbers. Where chance makes many numbers right (one in eleven of nine digits, one in ten of a date and a
 * check digit), a word nearby or a writing that nothing else has is needed.
 */
final class NationalNumbers {
    /** Those that need a word nearby come first, then those that chance seldom makes right. */
    static final List<NationalNumber> ALL = List.of(
            // Netherlands, burgerservicenummer: nine digits, the eleven test.
            NationalNumber.of(
                    "nl_bsn",
                    "[0-9]{4}\\.[0-9]{2}\\.[0-9]{3}|[0-9]{3}([ .-]?)[0-9]{3}\\1[0-9]{3}|[0-9]{4} [0-9]{2} [0-9]{3}",
                    "[0-9]{4}\\.[0-9]{2}\\.[0-9]{3}",
                    "\\bbsn|burger ?service|sofi-?nummer|citizen service number",
                    NationalNumbers::isBsn),
            // Portugal, número de identificação fiscal: nine digits, modulo 11.
            NationalNumber.of(
                    "pt_nif",
                    "[1-9][0-9]{2}([ .-]?)[0-9]{3}\\1[0-9]{3}",
                    NationalNumber.NONE,
                    "\\bn\\.?i\\.?f\\b|contribuinte|n[úu]mero (?:de identifica[çc][ãa]o )?fiscal|portug|portoghes",
                    NationalNumbers::isNif),
            // Poland, PESEL: date of birth with the century in the month, serial number, modulo 10.
            NationalNumber.of(
                    "pl_pesel",
                    "[0-9]{11}",
                    NationalNumber.NONE,
                    "\\bpesel|polish (?:national|id|identity)|polnische|polonais|polacc|polac[ao]",
                    NationalNumbers::isPesel),
            // United Kingdom, NHS number: ten digits, modulo 11.
            NationalNumber.of(
                    "gb_nhs",
                    "[0-9]{3}([ -]?)[0-9]{3}\\1[0-9]{4}",
                    NationalNumber.NONE,
                    "\\bnhs|national health",
                    NationalNumbers::isNhs),
            // United States, social security number: no check digit, only ranges that are never given out.
            NationalNumber.of(
                    "us_ssn",
                    "[0-9]{3}([ -]?)[0-9]{2}\\1[0-9]{4}",
                    "[0-9]{3}-[0-9]{2}-[0-9]{4}",
                    "\\bssn|social security|sozialversicherung|sécurité sociale|seguridad social|(?:previdenza|sicurezza) sociale",
                    NationalNumbers::isSsn),
            // Spain, NIF of persons (DNI, and NIE with X, Y or Z): a letter by modulo 23.
            NationalNumber.of(
                    "es_nif",
                    "(?:[0-9]{2}\\.[0-9]{3}\\.[0-9]{3}|[0-9]{8}|[XYZ][ -]?[0-9]{7})[ -]?[A-Z]",
                    "(?:[0-9]{2}\\.[0-9]{3}\\.[0-9]{3}|[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-Z]",
                    "\\b(?:dni|nie|nif)\\b|documento nacional|identidad|identit|identity|ausweis",
                    NationalNumbers::isSpanish),
            // Germany, steuerliche Identifikationsnummer: one digit twice or three times in ten, ISO 7064 modulo 11,
            // Belgium, national register number: date of birth, serial number, modulo 97, a 2 before it from 2000 on.
            NationalNumber.of(
                    "be_national_number",
                    "[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[- ]?[0-9]{3}[. ]?[0-9]{2}",
                    NationalNumber.ALL,
                    NationalNumber.NONE,
                    NationalNumbers::isBelgian),
            // 10.
            NationalNumber.of(
                    "de_tax_id",
                    "[1-9][0-9]([ /]?)[0-9]{3}\\1[0-9]{3}\\1[0-9]{3}",
                    NationalNumber.ALL,
                    NationalNumber.NONE,
                    NationalNumbers::isGermanTaxId),
            // France, numéro d'inscription au répertoire: sex, year, month, place, serial number, modulo 97.
            NationalNumber.of(
                    "fr_nir",
                    "[1-478][ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?(?:[0-9]{2}|2[AB])[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ ./-]?[0-9]{2}",
                    NationalNumber.ALL,
                    NationalNumber.NONE,
                    NationalNumbers::isNir),
            // Italy, codice fiscale: letters of the names, date and place of birth, a letter by modulo 26.
            NationalNumber.of(
                    "it_codice_fiscale",
                    "[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3} ?[A-Z]",
                    NationalNumber.ALL,
                    NationalNumber.NONE,
                    CodiceFiscale::isRight),
            // Finland, henkilötunnus: date of birth, a sign for the century, serial number, one of 31 signs.
            NationalNumber.of(
                    "fi_hetu",
                    "[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]",
                    NationalNumber.ALL,
                    NationalNumber.NONE,
                    NationalNumbers::isHetu),
            // Sweden, personnummer: date of birth, serial number, Luhn.
            NationalNumber.of(
                    "se_personnummer",
                    "(?:19|20)?[0-9]{6}[-+]?[0-9]{4}",
                    "(?:19|20)?[0-9]{6}[-+][0-9]{4}",
                    "person-?nummer|samordningsnummer|swed|svensk|schwedisch|su[ée]d|svedes|sueco|sueca|personal identity number",
                    NationalNumbers::isPersonnummer));

    private static final String SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String FINNISH_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    private NationalNumbers() {}

    private static boolean isBsn(String digits) {
        return !digits.equals("000000000") && weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
    }

    private static boolean isNif(String digits) {
        int check = (11 - weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10;
        return check == number(digits, 8, 9);
    }

    private static boolean isPesel(String digits) {
        int month = number(digits, 2, 4);
        boolean day = isDay(number(digits, 0, 2), month % 20, number(digits, 4, 6));
        return day && weighted(digits, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    private static boolean isNhs(String digits) {
        return !digits.equals("0000000000") && weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    private static boolean isPersonnummer(String written) {
        String digits = written.replace("+", "");
        String ten = digits.substring(digits.length() - 10);
        int day = number(ten, 4, 6);
        // Coordination numbers add 60 to the day.
        boolean date = isDay(number(ten, 0, 2), number(ten, 2, 4), day > 60 ? day - 60 : day);
        return date && CheckDigits.isLuhn(ten);
    }

    private static boolean isSsn(String digits) {
        int area = number(digits, 0, 3);
        return area != 0
                && area != 666
                && area < 900
                && number(digits, 3, 5) != 0
                && number(digits, 5, 9) != 0
                && !digits.equals("123456789");
    }

    private static boolean isSpanish(String written) {
        int first = "XYZ".indexOf(written.charAt(0));
        String digits = (first < 0 ? written.substring(0, 1) : String.valueOf(first)) + written.substring(1, 8);
        return SPANISH_LETTERS.charAt(Integer.parseInt(digits) % 23) == written.charAt(8);
    }

    private static boolean isGermanTaxId(String digits) {
        int[] counts = new int[10];
        digits.substring(0, 10).chars().forEach(c -> counts[c - '0']++);
        int repeated = 0;
        int most = 0;
        for (int count : counts) {
            repeated += count > 1 ? 1 : 0;
            most = Math.max(most, count);
        }
        return repeated == 1 && most <= 3 && CheckDigits.isMod11Mod10(digits);
    }

    private static boolean isNir(String written) {
        int month = number(written, 3, 5);
        if (month == 0 || (month > 12 && month < 20) || (month > 42 && month < 50)) {
            return false;
        }
        String place = written.substring(5, 7);
        // Corsica's letters stand for 19 and 18.
        String digits = written.substring(0, 5)
                + (place.equals("2A") ? "19" : place.equals("2B") ? "18" : place)
                + written.substring(7, 13);
        return 97 - Long.parseLong(digits) % 97 == number(written, 13, 15);
    }

    private static boolean isBelgian(String digits) {
        int month = number(digits, 2, 4);
        if (month > 12 || number(digits, 4, 6) > 31) {
            return false;
        }
        long first = Long.parseLong(digits.substring(0, 9));
        int check = number(digits, 9, 11);
        return 97 - first % 97 == check || 97 - (2_000_000_000L + first) % 97 == check;
    }

    private static boolean isHetu(String written) {
        boolean separated = written.length() == 11;
        String individual = separated ? written.substring(7, 10) : written.substring(6, 9);
        int first = number(written, 0, 6);
        boolean day = isDay(first % 100, first / 100 % 100, first / 10_000);
        int rest = (int) ((first * 1000L + Integer.parseInt(individual)) % 31);
        return day
                && Integer.parseInt(individual) >= 2
                && FINNISH_SIGNS.charAt(rest) == written.charAt(written.length() - 1);
    }
}
