package org.dasllm.gateway.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;

/**
 * What exchanges of one conversation have in common: the header that the product sets for it, else what the request says of its
 * conversation or its user, else how it begins. Only a digest of it is kept.
 */
final class Conversations {
    private static final int CHARACTERS = 16;
    private static final double ALL = 0x1p32;

    /** Of the conversation itself, then of whose it is: to keep more together than must be harms no split. */
    private static final List<String> POINTERS = List.of(
            "/conversation/id",
            "/conversation",
            "/metadata/conversation_id",
            "/metadata/session_id",
            "/metadata/user_id",
            "/safety_identifier",
            "/user");

    private Conversations() {}

    /**
     * @param header the value of the product's header
     * @param request the body
     */
    static String of(Optional<String> header, JsonNode request) {
        String told = header.filter(value -> !value.isBlank())
                .map(value -> "header\n" + value)
                .orElseGet(() -> said(request));
        return Sha256.ofString(told).substring(0, CHARACTERS);
    }

    private static String said(JsonNode request) {
        for (String pointer : POINTERS) {
            JsonNode value = request.at(pointer);
            if (value.isTextual() && !value.textValue().isBlank()) {
                return pointer + "\n" + value.textValue();
            }
        }
        return "beginning\n" + beginning(request);
    }

    /** The system's text and the messages up to the user's first, which every later request of a conversation repeats. */
    private static String beginning(JsonNode request) {
        ArrayNode kept = Json.mapper().createArrayNode();
        for (String key : List.of("system", "instructions")) {
            if (request.has(key)) {
                kept.add(request.get(key));
            }
        }
        JsonNode turns = request.has("messages") ? request.get("messages") : request.path("input");
        if (!turns.isArray()) {
            // A text alone is what a list with one message of the user's is.
            kept.add(turns);
            return Json.line(kept);
        }
        for (JsonNode turn : turns) {
            boolean user = turn.path("role").asText().equals("user");
            kept.add(user ? turn.path("content") : turn);
            if (user) {
                break;
            }
        }
        return Json.line(kept);
    }

    /**
     * Whether a conversation is among a share of all: the same for all its exchanges, on every machine.
     *
     * @param share 0 to 1
     */
    static boolean taken(String conversation, double share) {
        return share >= 1 || Long.parseLong(conversation.substring(0, 8), 16) / ALL < share;
    }
}
