package org.dasllm.format.sample;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}. {@code developer}, OpenAI's newer name for the system's role,
 *     is read as {@code system}
 * @param content the text
 */
public record Message(String role, String content) {
    public Message {
        role = role.equals("developer") ? "system" : role;
    }

    public static Message system(String content) {
        return new Message("system", content);
    }

    public static Message user(String content) {
        return new Message("user", content);
    }

    public static Message assistant(String content) {
        return new Message("assistant", content);
    }
}
