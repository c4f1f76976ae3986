package org.dasllm.privacy.evidence;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Addresses, telephone and account numbers, dates of birth, names and secrets. */
final class ContactDraw {
    /** Region, writing, and whether a word nearby is needed: digits alone that do not begin with a zero. */
    private static final String[][] PHONES = {
        {"DE", "0171 #######"},
        {"DE", "0160/########"},
        {"DE", "0176-########"},
        {"DE", "030 N#######"},
        {"DE", "(089) N######"},
        {"DE", "+49 171 #######"},
        {"DE", "+49 (0)30 N#######"},
        {"DE", "0049 151 ########"},
        {"DE", "+4917#########"},
        {"DE", "0151########"},
        {"DE", "040 N# ## ## ##"},
        {"FR", "06 ## ## ## ##"},
        {"FR", "01.4#.##.##.##"},
        {"FR", "07########"},
        {"FR", "+33 6 ## ## ## ##"},
        {"FR", "0033 1 4# ## ## ##"},
        {"FR", "04-7#-##-##-##"},
        {"IT", "333 #######"},
        {"IT", "347 ### ####"},
        {"IT", "+39 320 #######"},
        {"IT", "06 ########"},
        {"IT", "02 #### ####"},
        {"IT", "33########", "told"},
        {"ES", "612 ### ###"},
        {"ES", "654 ## ## ##"},
        {"ES", "+34 6## ### ###"},
        {"ES", "91 ### ## ##"},
        {"ES", "6########", "told"},
        {"GB", "07### ######"},
        {"GB", "020 7### ####"},
        {"GB", "+44 7### ######"},
        {"GB", "(0161) ### ####"},
        {"GB", "07#########"},
        {"US", "(415) N##-####"},
        {"US", "212-N##-####"},
        {"US", "312.N##.####"},
        {"US", "+1 617 N## ####"},
        {"US", "1-206-N##-####"},
        {"US", "415 N## ####"},
        {"US", "512N######", "told"},
        {"US", "+1 (303) N##-####"}
    };

    private static final List<String> ACCOUNTS = List.of(
            "DE 18",
            "FR 23",
            "NL aaaa10",
            "GB aaaa14",
            "IT a22",
            "ES 20",
            "BE 12",
            "AT 16",
            "CH 17",
            "PL 24",
            "PT 21",
            "SE 20",
            "FI 14",
            "IE aaaa14",
            "LU 16");

    private static final List<String[]> MONTHS = List.of(
            new String[] {"January", "March", "May", "August", "December"},
            new String[] {"Januar", "März", "Mai", "August", "Dezember"},
            new String[] {"janvier", "mars", "mai", "août", "décembre"},
            new String[] {"enero", "marzo", "mayo", "agosto", "diciembre"},
            new String[] {"gennaio", "marzo", "maggio", "agosto", "dicembre"});

    private static final String BODY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private ContactDraw() {}

    static Planted email(Draw draw) {
        String local =
                draw.of("anna", "j.smith", "müller", "o.dupont+shop", "luca_rossi", "maria-garcia") + draw.below(1000);
        return new Planted(
                "EMAIL",
                local + "@" + draw.of("example.com", "mail.example.org", "beispiel.de", "exemple.fr", "ejemplo.es"),
                false);
    }

    static Planted card(Draw draw) {
        String prefix = draw.of("4", "51", "55", "2221", "37", "6011", "3528");
        int length = prefix.equals("37") ? 15 : 16;
        String body = prefix + draw.digits(length - 1 - prefix.length());
        int check = 0;
        while (!NationalDraw.isLuhn(body + check)) {
            check++;
        }
        String number = body + check;
        return new Planted(
                "CARD_NUMBER",
                length == 15
                        ? draw.of(number, NationalDraw.grouped(number, " ", 4, 6, 5))
                        : draw.of(
                                number,
                                NationalDraw.grouped(number, " ", 4, 4, 4, 4),
                                NationalDraw.grouped(number, "-", 4, 4, 4, 4)),
                false);
    }

    static Planted phone(Draw draw) {
        while (true) {
            String[] form = PHONES[draw.below(PHONES.length)];
            String number = draw.filled(form[1]);
            try {
                PhoneNumberUtil library = PhoneNumberUtil.getInstance();
                if (library.isValidNumber(library.parse(number, form[0]))) {
                    return new Planted("PHONE_NUMBER", number, form.length > 2);
                }
            } catch (NumberParseException e) {
                throw new IllegalStateException(form[1], e);
            }
        }
    }

    static Planted iban(Draw draw) {
        String[] form = ACCOUNTS.get(draw.below(ACCOUNTS.size())).split(" ", -1);
        String letters = form[1].replaceAll("[0-9]", "");
        String account = draw.from(Draw.LETTERS, letters.length())
                + draw.digits(Integer.parseInt(form[1].replaceAll("[a-z]", "")));
        StringBuilder number = new StringBuilder();
        String moved = account + form[0] + "00";
        for (int i = 0; i < moved.length(); i++) {
            char c = moved.charAt(i);
            number.append(Character.digit(c, 36));
        }
        int check = 98
                - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
        String whole = form[0] + String.format("%02d", check) + account;
        String grouped = whole.replaceAll("(.{4})(?=.)", "$1 ");
        return new Planted("IBAN", draw.of(whole, grouped, grouped, whole.toLowerCase(Locale.ROOT)), false);
    }

    static Planted address(Draw draw) {
        if (draw.oneIn(2)) {
            return new Planted(
                    "IP_ADDRESS",
                    draw.between(11, 126) + "." + draw.below(256) + "." + draw.below(256) + "." + draw.between(1, 254),
                    false);
        }
        String hex = "0123456789abcdef";
        String full = "2001:" + draw.from(hex, 4) + ":" + draw.from(hex, 4) + ":" + draw.from(hex, 3) + ":"
                + draw.from(hex, 4) + ":" + draw.from(hex, 2) + ":" + draw.from(hex, 4) + ":" + draw.from(hex, 4);
        return new Planted(
                "IP_ADDRESS",
                draw.of(
                        full,
                        full.toUpperCase(Locale.ROOT),
                        "2a02:" + draw.from(hex, 3) + "::" + draw.from(hex, 4) + ":7",
                        "fe80::" + draw.from(hex, 4) + ":" + draw.from(hex, 4) + ":" + draw.from(hex, 4) + ":1"),
                false);
    }

    static Planted birth(Draw draw, int language) {
        int[] day = draw.day();
        int m = draw.below(5);
        day[1] = new int[] {1, 3, 5, 8, 12}[m];
        String month = MONTHS.get(language)[m];
        String words = switch (language) {
            case 0 -> draw.of(day[2] + " " + month + " " + day[0], month + " " + day[2] + ", " + day[0]);
            case 1 -> day[2] + ". " + month + " " + day[0];
            case 3 -> day[2] + " de " + month + " de " + day[0];
            default -> day[2] + " " + month + " " + day[0];
        };
        String d = String.format("%02d", day[2]);
        String n = String.format("%02d", day[1]);
        return new Planted(
                "DATE_OF_BIRTH",
                draw.of(
                        words,
                        d + "." + n + "." + day[0],
                        d + "/" + n + "/" + day[0],
                        day[0] + "-" + n + "-" + d,
                        day[2] + "." + day[1] + "." + day[0],
                        d + "." + n + "." + String.format("%02d", day[0] % 100)),
                true);
    }

    static Planted name(Draw draw, List<String> names) {
        String name = names.get(draw.below(names.size()));
        boolean several = name.indexOf(' ') > 0;
        return new Planted(
                "PERSON_NAME",
                several
                        ? draw.of(name, name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                        : draw.of(name, name, name.toUpperCase(Locale.ROOT)),
                false);
    }

    static Planted key(Draw draw) {
        return new Planted(
                "API_KEY",
                switch (draw.below(13)) {
                    case 0 -> "sk-" + draw.from(BODY, 48);
                    case 1 -> "sk-proj-" + draw.from(BODY + "-_", 100) + "9A";
                    case 2 -> "sk-ant-api03-" + draw.from(BODY + "-_", 93) + "AA";
                    case 3 -> draw.of("AKIA", "ASIA") + draw.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
                    case 4 -> draw.of("ghp_", "gho_", "ghs_") + draw.from(BODY, 36);
                    case 5 -> "github_pat_" + draw.from(BODY, 22) + "_" + draw.from(BODY, 59);
                    case 6 -> "AIza" + draw.from(BODY + "_", 35);
                    case 7 -> "xai-" + draw.from(BODY, 80);
                    case 8 -> "xoxb-" + draw.digits(12) + "-" + draw.digits(12) + "-" + draw.from(BODY, 24);
                    case 9 -> draw.of("sk", "rk") + "_live_" + draw.from(BODY, 24);
                    case 10 -> "glpat-" + draw.from(BODY, 20);
                    case 11 -> "gsk_" + draw.from(BODY, 52);
                    default -> "hf_" + draw.from(BODY, 34);
                },
                false);
    }

    static Planted webToken(Draw draw) {
        return new Planted(
                "JWT",
                base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                        + base64("{\"sub\":\"" + draw.digits(10) + "\",\"iat\":1}") + "." + draw.from(BODY + "-_", 43),
                false);
    }

    static Planted bearer(Draw draw) {
        return new Planted("BEARER_TOKEN", draw.from(BODY, 40) + "7", false);
    }

    static Planted privateKey(Draw draw) {
        String border = draw.of("RSA ", "EC ", "OPENSSH ", "") + "PRIVATE KEY-----";
        StringBuilder lines = new StringBuilder("-----BEGIN " + border + "\n");
        for (int i = 0; i < 3; i++) {
            lines.append(draw.from(BODY + "+/", 64)).append('\n');
        }
        return new Planted("PRIVATE_KEY", lines + "-----END " + border, false);
    }

    static Planted password(Draw draw) {
        return new Planted(
                "PASSWORD",
                draw.from(BODY, draw.between(4, 12)) + draw.of("!", "#", "7", "9x", "_2", "4k") + draw.from(BODY, 3),
                true);
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
