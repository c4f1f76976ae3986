package org.dasllm.wire.received;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of a failure, from the places where servers put it.
 *
 * @param code a number, such as an HTTP status; null where none is reported
 * @param words codes and types in words, such as {@code insufficient_quota}
 * @param message the server's sentence; empty where there is none
 */
public record ServerError(@Nullable Integer code, List<String> words, String message) {
    private static final List<String> ERRORS = List.of("error", "errors", "Error", "fault", "exception", "base_resp");
    private static final List<String> CODES = List.of(
            "code",
            "status_code",
            "statusCode",
            "error_code",
            "errorCode",
            "errcode",
            "errorcode",
            "status",
            "type",
            "__type",
            "reason");
    private static final List<String> MESSAGES = List.of(
            "message",
            "msg",
            "error_msg",
            "errmsg",
            "errorMessage",
            "status_msg",
            "faultstring",
            "error_description",
            "detail",
            "Message",
            "title",
            "description");
    private static final Pattern STATUS = Pattern.compile("\\s*([1-5]\\d\\d)\\b.*", Pattern.DOTALL);

    /** The error in a body that should have been an answer; empty where it is none. */
    public static Optional<ServerError> inAnswer(JsonNode body) {
        for (String name : ERRORS) {
            if (tells(body.path(name)) && !(name.equals("base_resp") && success(body.path(name)))) {
                return Optional.of(of(body));
            }
        }
        boolean named = body.path("object").asText().equals("error")
                || body.path("type").asText().equals("error");
        boolean answers = body.path("choices").path(0).isObject();
        return named || (!answers && MESSAGES.stream().anyMatch(name -> tells(body.path(name))))
                ? Optional.of(of(body))
                : Optional.empty();
    }

    /** What a body that is known to be an error says. */
    public static ServerError of(JsonNode body) {
        List<JsonNode> places = places(body);
        Integer code = null;
        List<String> words = new ArrayList<>();
        String message = "";
        for (JsonNode place : places) {
            for (String name : CODES) {
                JsonNode value = place.path(name);
                if (code == null && number(value).isPresent()) {
                    code = number(value).get();
                } else if (value.isTextual()
                        && number(value).isEmpty()
                        && !value.textValue().isBlank()) {
                    words.add(value.textValue());
                }
            }
            message = message.isEmpty() ? sentence(place) : message;
        }
        words.removeIf("error"::equals);
        return new ServerError(code, words, message);
    }

    /**
     * The status that this stands for; empty where nothing tells.
     *
     * @param http the response's own status
     * @param saysWhen whether the server says when to come back; then words alone mean that too much was asked at once, since
     *     some servers use the same ones for both
     */
    public Optional<Integer> status(int http, boolean saysWhen) {
        Optional<Integer> byWord =
                words.stream().map(ErrorWords::ofWord).flatMap(Optional::stream).findFirst();
        Integer number = http >= 300 ? Integer.valueOf(http) : code != null && code >= 400 && code < 600 ? code : null;
        if (creditUsedUp(byWord.filter(status -> status == 429).isPresent(), number, saysWhen)) {
            return Optional.of(Credits.PAYMENT_REQUIRED);
        }
        if (http == 429 && saysWhen) {
            return Optional.of(http);
        }
        if (number != null) {
            // Some say 400 or 500 to everything, and what is meant in a word.
            boolean vague = number == 400 || number == 403 || number == 422 || number == 500;
            return vague
                            && byWord.filter(status -> status == 401 || status == 404 || status == 429)
                                    .isPresent()
                    ? byWord
                    : Optional.of(number);
        }
        return byWord.isPresent() ? byWord : ErrorWords.ofSentence(message);
    }

    private boolean creditUsedUp(boolean limited, @Nullable Integer number, boolean saysWhen) {
        if ((number != null && number == Credits.PAYMENT_REQUIRED)
                || words.stream().anyMatch(Credits::isCertain)) {
            return true;
        }
        boolean named = words.stream()
                .map(ErrorWords::ofWord)
                .flatMap(Optional::stream)
                .anyMatch(status -> status == Credits.PAYMENT_REQUIRED);
        boolean broken = number != null && number >= 500;
        boolean comesBack = saysWhen && number != null && number == 429;
        return (named && !limited && !comesBack) || (!broken && !saysWhen && Credits.areToldOf(message));
    }

    /** The code or the word, for a message to the user; empty where none is reported. */
    public String name() {
        boolean says = code != null && code != 0 && code != 200;
        return says ? String.valueOf(code) : words.isEmpty() ? "" : "'" + words.get(0) + "'";
    }

    /** The objects that may tell something, the innermost first. */
    private static List<JsonNode> places(JsonNode body) {
        List<JsonNode> places = new ArrayList<>();
        for (String name : ERRORS) {
            JsonNode error = body.path(name);
            JsonNode first = error.isArray() ? error.path(0) : error;
            places.add(first.path("error"));
            places.add(first);
            places.add(first.path("detail"));
        }
        places.add(body.path("detail"));
        places.add(body.path("detail").path(0));
        places.add(body);
        return places;
    }

    private static String sentence(JsonNode place) {
        if (place.isTextual()) {
            return place.textValue();
        }
        for (String name : MESSAGES) {
            JsonNode value = place.path(name);
            if (value.isTextual() && !value.textValue().isBlank()) {
                // A router's own sentence says little; the one of the server behind it is here.
                JsonNode behind = place.path("metadata").path("raw");
                return behind.isTextual() ? value.textValue() + " (" + behind.textValue() + ")" : value.textValue();
            }
        }
        return "";
    }

    private static Optional<Integer> number(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return Optional.of(value.intValue());
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (text.matches("-?\\d{1,9}")) {
            return Optional.of(Integer.valueOf(text));
        }
        return STATUS.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text.strip().substring(0, 3)))
                : Optional.empty();
    }

    private static boolean success(JsonNode response) {
        return number(response.path("status_code")).filter(code -> code == 0).isPresent();
    }

    /** Neither absent nor null, false, zero or empty. */
    public static boolean tells(JsonNode node) {
        return node.isContainerNode()
                ? !node.isEmpty()
                : node.isTextual()
                        ? !node.textValue().isBlank()
                        : node.isNumber() ? node.asInt() != 0 : node.asBoolean();
    }
}
