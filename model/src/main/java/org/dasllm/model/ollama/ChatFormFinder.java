package org.dasllm.model.ollama;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.ollama.ChatForm.Around;

/**
 * Finds the form of a chat template by what it renders: short conversations tell what is around each message, and the form is
 * believed when it renders longer ones as the template does.
 */
final class ChatFormFinder {
    private static final String SYSTEM = "Sys0";
    private static final String QUESTION = "Ask1";
    private static final String ANSWER = "Say1";
    private static final String NEXT = "Ask2";

    /** What a template that writes today's date asks for: its rendering is right today alone. */
    private static final String CLOCK = "strftime_now";

    private final ChatTemplate template;
    private final String stripped;

    /**
     * Looks at a template.
     *
     * @param stripped a token that is left out where the text begins with it, since whoever tokenizes the text puts it there
     */
    ChatFormFinder(ChatTemplate template, String stripped) {
        this.template = template;
        this.stripped = stripped;
    }

    /** The form; empty where the template writes conversations in another way. */
    Optional<ChatForm> find() {
        if (template.source().contains(CLOCK)) {
            return Optional.empty();
        }
        try {
            return form().filter(this::rendersTheSame);
        } catch (DasllmException | Other unknown) {
            return Optional.empty();
        }
    }

    /** Whether the form does not fit; the finder's own. */
    private static final class Other extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Optional<ChatForm> form() {
        Message question = Message.user(QUESTION);
        Message answer = Message.assistant(ANSWER);
        String one = rendered(true, question);
        String two = rendered(true, question, answer, Message.user(NEXT));
        String head = before(one, QUESTION);
        if (!before(two, QUESTION).equals(head)) {
            return Optional.empty();
        }
        String afterQuestion = after(rendered(false, question), QUESTION);
        String afterAnswer = after(rendered(false, question, answer), ANSWER);
        String prompt = without(after(one, QUESTION), afterQuestion);
        Around assistant = new Around(without(between(two, QUESTION, ANSWER), afterQuestion), afterAnswer);
        Around user = new Around(without(between(two, ANSWER, NEXT), afterAnswer), afterQuestion);
        String begin = withoutEnd(head, user.before());
        return Optional.of(withSystem(begin, user, assistant, prompt));
    }

    private ChatForm withSystem(String begin, Around user, Around assistant, String prompt) {
        String told;
        try {
            told = rendered(true, Message.system(SYSTEM), Message.user(QUESTION));
        } catch (DasllmException refused) {
            return new ChatForm(begin, SystemPlace.NOWHERE, Around.NOTHING, user, assistant, prompt);
        }
        String head = before(told, SYSTEM);
        String then = between(told, SYSTEM, QUESTION);
        if (then.endsWith(user.before()) && !head.equals(begin + user.before())) {
            Around system = new Around(head, withoutEnd(then, user.before()));
            return new ChatForm(begin, SystemPlace.BLOCK, system, user, assistant, prompt);
        }
        Around joined = new Around("", then);
        ChatForm first = new ChatForm(begin, SystemPlace.FIRST_QUESTION, joined, user, assistant, prompt);
        ChatForm last = new ChatForm(begin, SystemPlace.LAST_QUESTION, joined, user, assistant, prompt);
        return rendersTheSame(first) ? first : last;
    }

    private boolean rendersTheSame(ChatForm form) {
        List<Message> messages = new ArrayList<>();
        for (boolean told : form.place() == SystemPlace.NOWHERE ? new boolean[] {false} : new boolean[] {false, true}) {
            messages.clear();
            if (told) {
                messages.add(Message.system("Answer in JSON.\nUse \"keys\" and {{ braces }}."));
            }
            for (int turn = 1; turn <= 3; turn++) {
                messages.add(Message.user("Question " + turn + ",\n\nof two paragraphs: 'why'?"));
                if (!form.render(messages).equals(rendered(true, messages.toArray(Message[]::new)))) {
                    return false;
                }
                messages.add(Message.assistant("Answer " + turn + ": {\"a\": [1]}"));
            }
        }
        return true;
    }

    private String rendered(boolean prompt, Message... messages) {
        String text = template.render(List.of(messages), prompt);
        return text.startsWith(stripped) ? text.substring(stripped.length()) : text;
    }

    private static String before(String text, String content) {
        return text.substring(0, place(text, content));
    }

    private static String after(String text, String content) {
        return text.substring(place(text, content) + content.length());
    }

    private static String between(String text, String first, String second) {
        return before(after(text, first), second);
    }

    private static int place(String text, String content) {
        int at = text.indexOf(content);
        if (at < 0 || at != text.lastIndexOf(content)) {
            throw new Other();
        }
        return at;
    }

    private static String without(String text, String beginning) {
        if (!text.startsWith(beginning)) {
            throw new Other();
        }
        return text.substring(beginning.length());
    }

    private static String withoutEnd(String text, String end) {
        if (!text.endsWith(end)) {
            throw new Other();
        }
        return text.substring(0, text.length() - end.length());
    }
}
