package org.dasllm.model.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The codes of strftime that templates use. */
final class TimeFormat {
    private TimeFormat() {}

    static String format(String codes, LocalDateTime time) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codes.length(); i++) {
            char c = codes.charAt(i);
            if (c != '%' || i + 1 == codes.length()) {
                text.append(c);
                continue;
            }
            text.append(field(codes.charAt(++i), time));
        }
        return text.toString();
    }

    private static String field(char code, LocalDateTime time) {
        String pattern = switch (code) {
            case 'd' -> "dd";
            case 'm' -> "MM";
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default -> throw new JinjaException("strftime_now does not know %" + code);
        };
        return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }
}
