package org.dasllm.wire.received;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The HTTP status that an error's word stands for, such as 429 for {@code rate_limit_exceeded}. */
final class ErrorWords {
    /** Parts of vendors' words, in small letters without anything between them; the first that is found counts. */
    private static final List<Meaning> WORDS = List.of(
            new Meaning(429, "ratelimit|toomany|throttl|limitrequests|limitexceeded|resourceexhausted|slowdown"),
            new Meaning(Credits.PAYMENT_REQUIRED, Credits.CODES),
            new Meaning(401, "apikey|authenti|unauthori[sz]ed|invalidtoken|accountdeactivated|accesskey"),
            new Meaning(403, "permission|forbidden|accessdenied|unsupportedcountry"),
            new Meaning(404, "notfound|unknownmodel|nosuchmodel|invalidmodel|modelnotexist|modelnotsupported"),
            new Meaning(413, "toolarge"),
            new Meaning(
                    400,
                    "contextlength|contextwindow|invalidrequest|badrequest|invalidargument|invalidparameter|invalidprompt"
                            + "|contentpolicy|contentfilter|contentblocked|datainspection|moderation|unprocessable"
                            + "|validation|abovemaxlength|toolong|unsupported|invalidvalue"),
            new Meaning(
                    503,
                    "overload|unavailable|internal|servererror|apierror|timeout|timedout|deadline|gateway|capacity"
                            + "|upstream|busy|notready|provider|engine"));

    /** Parts of sentences, for errors that have no word. */
    private static final List<Meaning> SENTENCES = List.of(
            new Meaning(429, "rate.?limit|too many requests|limit (?:is )?reached|throttl|slow down"),
            new Meaning(
                    401,
                    "(?:invalid|incorrect|missing|wrong|no) (?:api.?)?key|api.?key (?:not valid|is invalid|not found)"
                            + "|unauthori[sz]ed|authentication"),
            new Meaning(404, "model.{0,60}(?:not found|does not exist|not exist)|unknown model|no such model"),
            new Meaning(400, "context length|context window|too long|maximum.{0,20}tokens"),
            new Meaning(
                    503,
                    "overload|temporar|try again|timed? ?out|busy|unavailable|capacity|internal (?:server )?error"
                            + "|provider returned error|still loading|is loading"));

    private record Meaning(int status, Pattern pattern) {
        Meaning(int status, String pattern) {
            this(status, Pattern.compile(pattern));
        }
    }

    private ErrorWords() {}

    /** Of a code or type. */
    static Optional<Integer> ofWord(String word) {
        return first(WORDS, letters(word));
    }

    /** Of a message, where nothing else tells. */
    static Optional<Integer> ofSentence(String message) {
        return first(SENTENCES, message.toLowerCase(Locale.ROOT));
    }

    /** A word in small letters, without anything between them. */
    static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    private static Optional<Integer> first(List<Meaning> meanings, String text) {
        return meanings.stream()
                .filter(meaning -> meaning.pattern().matcher(text).find())
                .map(Meaning::status)
                .findFirst();
    }
}
