package org.dasllm.privacy.detect;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates near a word of birth, in English, German, French, Spanish, Italian, Dutch and Portuguese: in numbers
 * ({@code 3.3.1985}, {@code 03/03/85}, {@code 1985-03-03}) or with the month's name. The date alone is the finding. Years
 * are from 1900; a day without a year, and a year alone, are not taken.
 */
public final class DateOfBirthDetector implements Detector {
    public static final String KIND = "DATE_OF_BIRTH";

    private static final WordsNearby BIRTH =
            new WordsNearby("(?<!\\p{L})(?:born|birth|birthda(?:y|te)|d\\.?o\\.?b|geb|geboren\\p{L}?|"
                    + "geburtsdatum|geburtstag|geburtsdaten|n[ée]{1,2}e?s?(?= (?:le|en|à|a)(?!\\p{L}))|naissance|anniversaire|nat[oaie](?!\\p{L})|nascita|"
                    + "compleanno|nascid[oa]|nacid[oa]s?|nac[íi](?!\\p{L})|naci[óo]|nacimiento|cumpleaños|geboortedatum|verjaardag|nascimento|"
                    + "aniversário)|birth_?day|birth_?date|dateofbirth|_birth|_dob(?!\\p{L})");

    private static final String MONTHS =
            "jan(?:uary|uar|vier)?|j[äa]nner|enero|gennaio|feb(?:ruary|ruar|brero|braio)?|f[ée]v(?:rier)?|febrero|"
                    + "mar(?:ch|s|zo)?|märz|apr(?:il|ile)?|avr(?:il)?|abril|may|mai|mayo|maggio|june?|juni|juin|junio|giugno|july?|"
                    + "juli|juil(?:let)?|julio|luglio|aug(?:ust)?|ao[ûu]t|agosto|sep(?:t|tember|tembre|tiembre)?|settembre|setiembre|"
                    + "oct(?:ober|obre|ubre)?|okt(?:ober)?|ottobre|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember)?|"
                    + "d[ée]c(?:embre)?|diciembre|dicembre";
    private static final String DAY = "(?:0?[1-9]|[12][0-9]|3[01])";
    private static final String MONTH = "(?:0?[1-9]|1[0-2])";
    private static final String YEAR = "(?:19[0-9]{2}|20[0-4][0-9])";

    private static final Pattern DATE = Pattern.compile(
            "(?<![0-9A-Za-z])(?:" + DAY + " ?[./-] ?" + MONTH + " ?[./-] ?(?:" + YEAR + "|[0-9]{2})"
                    + "|" + MONTH + "[/-]" + DAY + "[/-](?:" + YEAR + "|[0-9]{2})"
                    + "|(?<ymd>" + YEAR + "[./-]" + MONTH + "[./-]" + DAY + ")"
                    + "|" + DAY + "(?:\\.|st|nd|rd|th|er|º|°)?(?: de| of|-)?[ -]?(?:" + MONTHS
                    + ")\\.?,?(?: del?|-)?[ -]?" + YEAR
                    + "|(?:" + MONTHS + ")\\.? " + DAY + "(?:st|nd|rd|th)?,? " + YEAR
                    + ")(?![0-9A-Za-z]|[./-][0-9])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    @Override
    public String name() {
        return "date_of_birth";
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
        Matcher matcher = DATE.matcher(plain);
        int from = 0;
        while (from <= plain.length() && matcher.find(from)) {
            boolean date = Boundary.isWord(plain, matcher.start(), matcher.end()) && isDate(matcher);
            if (date && BIRTH.near(plain, matcher.start(), matcher.end())) {
                findings.add(new Finding(KIND, matcher.start(), matcher.end(), "a date near a word of birth"));
            }
            from = date ? matcher.end() : matcher.start() + 1;
        }
        return findings;
    }

    /** The calendar has a year, a month and a day of these numbers, in that order. */
    private static boolean isDate(Matcher matcher) {
        String ymd = matcher.group("ymd");
        if (ymd == null) {
            return true;
        }
        String[] parts = ymd.split("[./-]", -1);
        try {
            LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
