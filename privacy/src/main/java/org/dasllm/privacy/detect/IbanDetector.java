package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * International bank account numbers (ISO 13616): a country, two check digits and the country's account number, together of
 * the length that the country's numbers have, right by ISO 7064 modulo 97; in one piece, or with single blanks or hyphens
 * at any place. Both cases of letters count.
 */
public final class IbanDetector implements Detector {
    public static final String KIND = "IBAN";

    /** Lengths of whole numbers, by the registry of SWIFT, release 101. */
    private static final Map<String, Integer> LENGTHS =
            lengths("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 "
                    + "CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 "
                    + "HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
                    + "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 "
                    + "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    @Override
    public String name() {
        return "iban";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i + 4 < plain.length(); i++) {
            if (!Scripts.isAsciiLetter(plain.charAt(i))
                    || !isDigit(plain.charAt(i + 2))
                    || !isDigit(plain.charAt(i + 3))) {
                continue;
            }
            String country = plain.substring(i, i + 2).toUpperCase(Locale.ROOT);
            int end = end(plain, i, LENGTHS.getOrDefault(country, 0));
            if (end >= 0 && Boundary.isWord(plain, i, end) && isRight(plain, i, end)) {
                findings.add(new Finding(KIND, i, end, country + ", its length, modulo 97"));
                i = end - 1;
            }
        }
        return findings;
    }

    /** The index after so many letters and digits, single blanks and hyphens between them left out; −1 where there are fewer. */
    private static int end(String plain, int begin, int length) {
        if (length == 0) {
            return -1;
        }
        int taken = 0;
        for (int i = begin; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Scripts.isAsciiLetter(c) || isDigit(c)) {
                if (++taken == length) {
                    return i + 1;
                }
            } else if ((c != ' ' && c != '-') || plain.charAt(i - 1) == ' ' || plain.charAt(i - 1) == '-') {
                return -1;
            }
        }
        return -1;
    }

    /** The first four characters put last, letters read as 10 to 35: the number leaves 1 divided by 97. */
    private static boolean isRight(String plain, int begin, int end) {
        String number = plain.substring(begin, end).replace(" ", "").replace("-", "");
        int rest = 0;
        for (int i = 0; i < number.length(); i++) {
            int value = Character.digit(number.charAt((i + 4) % number.length()), 36);
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return rest == 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Map<String, Integer> lengths(String written) {
        Map<String, Integer> lengths = new HashMap<>();
        for (String entry : written.split(" ", -1)) {
            lengths.put(entry.substring(0, 2), Integer.parseInt(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }
}
