package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;

/**
 * Whether a refusal says that the account has no money or no quota left, which no waiting brings back. Only the fields that a
 * server fills itself are read, without what stands in quotation marks there: a body may repeat the prompt, and a customer
 * may well write of credit and payment.
 */
final class Credits {
    /** The HTTP status that all of these stand for. */
    static final int PAYMENT_REQUIRED = 402;

    private static final int READ_CHARACTERS = 500;

    /** Codes and types of errors: their letters only, in lower case. */
    private static final Pattern CODE = Pattern.compile("insufficient(account)?(quota|balance|credit|fund)s?.*"
            + "|billing.*|.*paymentrequired.*|arrearage|accountoverdue.*|creditlimit.*|spend(ing)?limit.*"
            + "|usagelimit(reached|exceeded)|exceededcurrentquota.*|budgetexceeded|exceededbudget|outofcredits?");

    private static final Pattern WORDS = Pattern.compile("credit balance is|insufficient[_ ](quota|balance|credit|fund)"
            + "|billing[_ ](hard|soft)[_ ]limit|payment required|(out of|no|not enough) credits?\\b"
            + "|credits? (are|is|have been|has been) (used up|exhausted|depleted)|run out of (credits?|funds)"
            + "|budget has been exceeded|check your plan and billing|account is (overdue|in arrears)|quota[_ ]?exceeded"
            + "|exceeded your (current |monthly )?quota|余额不足|欠费");

    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|`[^`]*`|“[^”]*”|(?<=[\\s:(])'[^']*'(?=[\\s.,;)]|$)");

    private Credits() {}

    /**
     * @param saysWhen whether the server says when to come back; then words alone mean that too much was asked at once, since
     *     some servers use the same ones for both
     */
    static boolean usedUp(int status, String body, boolean saysWhen) {
        if (status == PAYMENT_REQUIRED) {
            return true;
        }
        if (status >= 500) {
            return false;
        }
        List<String> texts = new ArrayList<>();
        try {
            JsonNode json = Json.mapper().readTree(body);
            JsonNode answer = json.isArray() ? json.path(0) : json;
            JsonNode error = answer.path("error");
            for (JsonNode node : List.of(error, answer)) {
                for (String field : List.of("code", "type", "status")) {
                    String code = node.path(field).asText("");
                    if (CODE.matcher(code.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                            .matches()) {
                        return true;
                    }
                    texts.add(code);
                }
            }
            for (JsonNode text : List.of(error.path("message"), error, answer.path("message"), answer.path("detail"))) {
                texts.add(text.asText(""));
            }
        } catch (JsonProcessingException e) {
            texts.add(body);
        }
        return !saysWhen && texts.stream().anyMatch(Credits::speaks);
    }

    private static boolean speaks(String text) {
        String start = text.substring(0, Math.min(text.length(), READ_CHARACTERS));
        String unquoted = QUOTED.matcher(start).replaceAll(" ");
        return WORDS.matcher(unquoted.toLowerCase(Locale.ROOT)).find();
    }
}
