package org.dasllm.model.ollama;

import java.util.List;
import org.dasllm.format.sample.Message;

/**
 * A conversation written as a fixed text around each message. The system's message comes first or not at all; user and assistant
 * take turns, and the user has the last one.
 *
 * @param begin what comes before the first turn where there is no system text in a block of its own: nothing, a begin token, or the
 *     system text that a model has by itself
 * @param place where the system text is
 * @param system what is around it; where it is in a user's message, nothing is before it
 * @param user what is around a user's message
 * @param assistant what is around an answer
 * @param prompt what comes before an answer that is to be generated, beside {@code user}'s end
 */
record ChatForm(String begin, SystemPlace place, Around system, Around user, Around assistant, String prompt) {

    /** The text before a message and the one after it. */
    record Around(String before, String after) {
        static final Around NOTHING = new Around("", "");

        String written(String content) {
            return before + content + after;
        }
    }

    /** The text of a conversation, up to where an answer is to be generated. */
    String render(List<Message> messages) {
        boolean told = messages.get(0).fromSystem();
        String text = told ? messages.get(0).content() : "";
        StringBuilder written = new StringBuilder(told && place == SystemPlace.BLOCK ? system.written(text) : begin);
        int first = told ? 1 : 0;
        int holder = switch (place) {
            case FIRST_QUESTION -> first;
            case LAST_QUESTION -> messages.size() - 1;
            case BLOCK, NOWHERE -> -1;
        };
        for (int i = first; i < messages.size(); i++) {
            boolean here = told && i == holder;
            String content =
                    (here ? system.written(text) : "") + messages.get(i).content();
            written.append((messages.get(i).fromUser() ? user : assistant).written(content));
        }
        return written.append(prompt).toString();
    }
}
