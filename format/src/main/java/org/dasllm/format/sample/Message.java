package org.dasllm.format.sample;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}. {@code developer}, OpenAI's newer name for the system's role,
 *     is read as {@code system}
 * @param content the text
 */
public record Message(String role, String content) {
    private static final String SYSTEM = "system";
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";

    public Message {
        role = role.equals("developer") ? SYSTEM : role;
    }

    public static Message system(String content) {
        return new Message(SYSTEM, content);
    }

    public static Message user(String content) {
        return new Message(USER, content);
    }

    public static Message assistant(String content) {
        return new Message(ASSISTANT, content);
    }

    /** Whether these are instructions, which the prompts of a task have in common. */
    public boolean fromSystem() {
        return role.equals(SYSTEM);
    }

    public boolean fromUser() {
        return role.equals(USER);
    }

    public boolean fromAssistant() {
        return role.equals(ASSISTANT);
    }
}
