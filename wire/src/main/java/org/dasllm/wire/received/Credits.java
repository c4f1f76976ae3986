package org.dasllm.wire.received;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one list of words for an account that has no money or no quota left, which no waiting brings back. What stands in
 * quotation marks is not read: a server may repeat the prompt, and a customer may well write of credit and payment.
 */
final class Credits {
    /** The HTTP status that all of these stand for. */
    static final int PAYMENT_REQUIRED = 402;

    /** Parts of codes that are about money, unless the same error speaks of a limit of requests. */
    static final String CODES =
            "quota|billing|credit|balance|payment|arrear|insufficientfunds|spend(?:ing)?limit|hardlimit";

    private static final int READ_CHARACTERS = 500;

    /** Whole codes that are about nothing else. */
    private static final Pattern CERTAIN = Pattern.compile("insufficient(account)?(quota|balance|credit|fund)s?.*"
            + "|billing.*|.*paymentrequired.*|arrearage|accountoverdue.*|creditlimit.*|spend(ing)?limit.*"
            + "|usagelimit(reached|exceeded)|exceededcurrentquota.*|budgetexceeded|exceededbudget|outofcredits?");

    private static final Pattern SENTENCES = Pattern.compile("credit balance is"
            + "|insufficient[_ ](quota|balance|credit)|^\\W*insufficient funds"
            + "|billing[_ ](hard|soft)[_ ]limit|payment required|(out of|no|not enough) credits?\\b"
            + "|credits? (are|is|have been|has been) (used up|exhausted|depleted)|run out of (credits?|funds)"
            + "|budget has been exceeded|check your plan and billing|account is (overdue|in arrears)"
            + "|quota[_ ]?(is )?exceeded|exceeded your (current |monthly )?quota|余额不足|欠费");

    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|`[^`]*`|“[^”]*”|(?<=[\\s:(])'[^']*'(?=[\\s.,;)]|$)");

    private Credits() {}

    /** Whether a code or type says so beyond doubt. */
    static boolean isCertain(String code) {
        return CERTAIN.matcher(ErrorWords.letters(code)).matches();
    }

    /** Whether a sentence says so. */
    static boolean areToldOf(String sentence) {
        String start = sentence.substring(0, Math.min(sentence.length(), READ_CHARACTERS));
        String unquoted = QUOTED.matcher(start).replaceAll(" ");
        return SENTENCES.matcher(unquoted.toLowerCase(Locale.ROOT)).find();
    }
}
