package org.dasllm.model.ollama;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A form as Ollama's templates say it, in the language of Go's {@code text/template}. {@code .Messages} are all messages,
 * {@code .System} is the system's text. Nothing is trimmed: what stands between the actions is written as it is.
 */
final class GoTemplate {
    private static final String CONTENT = "{{ .Content }}";

    private GoTemplate() {}

    /** The template; empty where a text of the form would be read as a part of the language. */
    static Optional<String> of(ChatForm form) {
        boolean readable = Stream.of(
                        form.begin(),
                        form.system().before(),
                        form.system().after(),
                        form.user().before(),
                        form.user().after(),
                        form.assistant().before(),
                        form.assistant().after(),
                        form.prompt())
                .noneMatch(text -> text.contains("{{") || text.endsWith("{"));
        return readable ? Optional.of(written(form)) : Optional.empty();
    }

    private static String written(ChatForm form) {
        StringBuilder text = new StringBuilder();
        boolean block = form.place() == SystemPlace.BLOCK;
        if (block && !form.begin().isEmpty()) {
            text.append("{{ if not .System }}").append(form.begin()).append("{{ end }}");
        } else if (!block) {
            text.append(form.begin());
        }
        text.append("{{ range $i, $_ := .Messages }}");
        if (block) {
            text.append("{{ if eq .Role \"system\" }}").append(form.system().written(CONTENT));
            text.append("{{ else if eq .Role \"user\" }}");
        } else {
            text.append("{{ if eq .Role \"user\" }}");
        }
        text.append(form.user().written(question(form) + CONTENT));
        text.append("{{ else if eq .Role \"assistant\" }}")
                .append(form.assistant().written(CONTENT));
        return text.append("{{ end }}{{ end }}").append(form.prompt()).toString();
    }

    /** What a user's message has before it where the system's text is a part of it. */
    private static String question(ChatForm form) {
        String system = "{{ $.System }}" + form.system().after() + "{{ end }}";
        return switch (form.place()) {
            // The system's message is the first one, the user's is the second.
            case FIRST_QUESTION -> "{{ if and $.System (eq $i 1) }}" + system;
            case LAST_QUESTION -> "{{ if and $.System (eq (len (slice $.Messages $i)) 1) }}" + system;
            case BLOCK, NOWHERE -> "";
        };
    }
}
