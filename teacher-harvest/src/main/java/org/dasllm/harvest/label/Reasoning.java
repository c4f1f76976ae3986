package org.dasllm.harvest.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;

/**
 * Tells an answer from the reasoning that the model wrote before it, in the marks that models use. Only what leads the text
 * is reasoning: the same marks further on are part of the answer.
 */
final class Reasoning {
    private static final List<Mark> MARKS = List.of(
            Mark.tag("think"),
            Mark.tag("thinking"),
            Mark.tag("thought"),
            Mark.tag("seed:think"),
            new Mark("\\[THINK\\]", "\\[/THINK\\]"),
            new Mark("◁think▷", "◁/think▷"),
            new Mark("<\\|START_THINKING\\|>", "<\\|END_THINKING\\|>"));
    /** Of models that answer in channels. */
    private static final Pattern CHANNEL = Pattern.compile("(?:<\\|start\\|>assistant)?<\\|channel\\|>");

    private static final Pattern FINAL_CHANNEL =
            Pattern.compile("<\\|channel\\|>final\\s*(?:<\\|constrain\\|>\\w+\\s*)?<\\|message\\|>");
    private static final Pattern CHANNEL_END = Pattern.compile("<\\|(?:return|end)\\|>\\s*$");
    private static final String QUOTES = "`'\"´‘’“”„«»";

    private Reasoning() {}

    private record Mark(Pattern open, Pattern either) {
        Mark(String open, String close) {
            this(
                    Pattern.compile(open, Pattern.CASE_INSENSITIVE),
                    Pattern.compile(open + "|(" + close + ")", Pattern.CASE_INSENSITIVE));
        }

        static Mark tag(String name) {
            return new Mark("<" + name + "(?:\\s[^<>]{0,60})?>", "</" + name + "\\s*>");
        }
    }

    /** The answer without what leads it; empty where the reasoning does not end, or not in one place. */
    static Optional<String> removed(String content) {
        String leading = content.stripLeading();
        if (CHANNEL.matcher(leading).lookingAt()) {
            return finalChannel(leading);
        }
        String rest = content;
        for (Optional<Mark> mark = opening(leading); mark.isPresent(); mark = opening(leading)) {
            List<Integer> ends = ends(mark.get(), leading, true);
            if (ends.isEmpty()) {
                return Optional.empty();
            }
            leading = leading.substring(ends.get(0)).stripLeading();
            rest = leading;
        }
        return rest.equals(content) ? withoutOpening(content) : Optional.of(rest);
    }

    private static Optional<Mark> opening(String text) {
        return MARKS.stream()
                .filter(mark -> mark.open().matcher(text).lookingAt())
                .findFirst();
    }

    /** Some prompts end with the opening mark, so that the text has the closing one only. */
    private static Optional<String> withoutOpening(String content) {
        for (Mark mark : MARKS) {
            List<Integer> ends = ends(mark, content, false);
            if (!ends.isEmpty() && !isJson(content)) {
                return ends.size() == 1
                        ? Optional.of(content.substring(ends.get(0)).stripLeading())
                        : Optional.empty();
            }
        }
        return Optional.of(content);
    }

    /**
     * Where reasoning ends: behind closing marks whose opening ones are balanced, or that have none.
     *
     * @param opened whether the text begins with an opening mark, which then is the only one whose end counts
     */
    private static List<Integer> ends(Mark mark, String text, boolean opened) {
        List<Integer> ends = new ArrayList<>();
        int depth = 0;
        Matcher matcher = mark.either().matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) == null) {
                depth++;
            } else if (depth > 0) {
                depth--;
                if (depth == 0 && opened) {
                    return List.of(matcher.end());
                }
            } else if (!isQuoted(text, matcher.start(), matcher.end())) {
                ends.add(matcher.end());
            }
        }
        return ends;
    }

    private static Optional<String> finalChannel(String text) {
        Matcher begin = FINAL_CHANNEL.matcher(text);
        int end = -1;
        while (begin.find()) {
            end = begin.end();
        }
        return end < 0
                ? Optional.empty()
                : Optional.of(CHANNEL_END.matcher(text.substring(end)).replaceFirst(""));
    }

    private static boolean isQuoted(String text, int start, int end) {
        return start > 0
                && end < text.length()
                && QUOTES.indexOf(text.charAt(start - 1)) >= 0
                && QUOTES.indexOf(text.charAt(end)) >= 0;
    }

    /** In a value of JSON that is whole, everything is a part of it. */
    private static boolean isJson(String content) {
        try {
            return !Json.mapper().readTree(content).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
