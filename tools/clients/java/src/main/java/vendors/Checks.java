package vendors;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** What all clients are asked, and the table of what they heard. */
final class Checks {
    static final String QUESTION = "When does my card come?";

    static final Map<String, Object> DAYS = Map.of(
            "type", "object",
            "properties", Map.of("days", Map.of("type", "integer")),
            "required", List.of("days"),
            "additionalProperties", false);

    /** Makes an answer last. */
    static final Map<String, Object> ESSAY = Map.of(
            "type", "object",
            "properties", Map.of("essay", Map.of("type", "string", "minLength", 150)),
            "required", List.of("essay"),
            "additionalProperties", false);

    private static boolean wrong;

    private Checks() {}

    /** Whether one heard wrong. */
    static boolean anyWrong() {
        return wrong;
    }

    /** Prints a row of the table. */
    static void check(String client, String what, Callable<String> question) {
        String seen;
        boolean ok = true;
        try {
            seen = question.call();
        } catch (Exception | AssertionError e) {
            seen = e.toString();
            ok = false;
            wrong = true;
        }
        String line = seen.replaceAll("\\s+", " ");
        System.out.println("| " + client + " | " + what + " | " + (ok ? "as it should be" : "NOT") + " | "
                + line.substring(0, Math.min(160, line.length())) + " |");
    }

    /** One of two that have to be equal. */
    static String same(String one, String other) {
        if (!Objects.equals(one, other)) {
            throw new AssertionError("'" + one + "' is not '" + other + "'");
        }
        return one;
    }

    /** The message of the refusal. */
    static String refused(Class<? extends Exception> kind, Callable<?> question) throws Exception {
        try {
            question.call();
        } catch (Exception e) {
            if (kind.isInstance(e)) {
                return e.getMessage();
            }
            throw e;
        }
        throw new AssertionError("was not refused");
    }

    static String json(Object value) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
