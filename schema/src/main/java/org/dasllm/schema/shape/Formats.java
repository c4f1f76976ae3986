package org.dasllm.schema.shape;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextAutomaton;

/**
 * Formats as sets of texts. Each is a part of what the format's standard allows and the validator takes: a leap second, a
 * quoted e-mail address, one under a rare top-level domain or a host name of one very long part is never written.
 */
final class Formats {
    private static final String MONTHS = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))";
    private static final String LEAP =
            "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
    private static final String DATE =
            "(?:(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-" + MONTHS + "|" + LEAP + "-02-29)";
    private static final String TIME =
            "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String H = "[0-9A-Fa-f]{1,4}";
    private static final String IPV6 =
            "(?:(?:H:){7}H|(?:H:){1,7}:|(?:H:){1,6}:H|(?:H:){1,5}(?::H){1,2}|(?:H:){1,4}(?::H){1,3}"
                    + "|(?:H:){1,3}(?::H){1,4}|(?:H:){1,2}(?::H){1,5}|H:(?::H){1,6}|:(?::H){1,7}|::)";
    private static final String PATH_CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private static final String URI_TAIL = "(?:\\?(?:PC|[/?])*)?(?:#(?:PC|[/?])*)?";
    private static final String URI = "(?:[A-Za-z][A-Za-z0-9+.-]*://" + LABEL + "(?:\\." + LABEL
            + ")*(?::[0-9]{1,5})?(?:/PC*)*" + URI_TAIL
            + "|[A-Za-z][A-Za-z0-9+.-]*:(?:PC+(?:/PC*)*|/(?:PC+(?:/PC*)*)?)|file:///PC+(?:/PC*)*"
            + URI_TAIL + ")";
    private static final String ATOM = "[A-Za-z0-9_+-]{1,20}";

    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "T" + TIME),
            Map.entry(
                    "email",
                    ATOM + "(?:\\." + ATOM + "){0,2}@(?:" + "[A-Za-z0-9](?:[A-Za-z0-9-]{0,20}[A-Za-z0-9])?"
                            + "\\.){1,3}(?:com|org|net|edu|gov|info|io|de|uk|fr|eu|us|ch|at|nl|ca|au|jp)"),
            Map.entry("hostname", LABEL + "(?:\\." + LABEL + "){0,5}"),
            Map.entry("ipv4", IPV4),
            Map.entry("ipv6", IPV6.replace("H", H)),
            Map.entry("uuid", "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"),
            Map.entry("uri", URI.replace("PC", PATH_CHARACTER)),
            Map.entry("json-pointer", "(?:/(?:[^~/#]|~[01])*)*"));

    private static final Map<String, TextAutomaton> MADE = new ConcurrentHashMap<>();

    private Formats() {}

    static Optional<TextAutomaton> of(String format) {
        String expression = EXPRESSIONS.get(format);
        return expression == null
                ? Optional.empty()
                : Optional.of(MADE.computeIfAbsent(format, any -> Subsets.matching(expression)));
    }
}
