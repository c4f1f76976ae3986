package org.dasllm.model.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Names of calls as Mistral's templates ask for: nine letters and digits. */
final class CallIds {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 9;

    private CallIds() {}

    /** Other names are replaced, the same one by the same. */
    static Conversation shortened(Conversation conversation) {
        return new Conversation(
                conversation.turns().stream().map(CallIds::shortened).toList(),
                conversation.tools(),
                conversation.thinking());
    }

    private static Turn shortened(Turn turn) {
        List<Turn.Call> calls = turn.calls().stream()
                .map(call -> new Turn.Call(shortened(call.id()), call.name(), call.arguments()))
                .toList();
        return new Turn(turn.role(), turn.content(), calls, turn.isResult() ? shortened(turn.callId()) : turn.callId());
    }

    private static String shortened(String id) {
        if (id.length() == LENGTH && id.chars().allMatch(c -> LETTERS.indexOf(c) >= 0)) {
            return id;
        }
        byte[] hash = hash(id);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            name.append(LETTERS.charAt((hash[i] & 0xFF) % LETTERS.length()));
        }
        return name.toString();
    }

    private static byte[] hash(String id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
