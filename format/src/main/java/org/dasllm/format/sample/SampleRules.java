package org.dasllm.format.sample;

import java.util.List;
import java.util.Optional;

/**
 * What every stage expects of a sample, whether it has an answer yet or not. Said in one place, so that what curation would
 * drop is found before a teacher is paid for it.
 */
public final class SampleRules {
    /** The roles of a conversation. {@link Message} reads {@code developer} as {@code system}. */
    public static final List<String> ROLES = List.of("system", "user", "assistant");

    private static final int SHOWN_CHARACTERS = 40;

    private SampleRules() {}

    /** The rules, in the order in which a sample is examined. */
    public enum Rule {
        ID,
        GROUP,
        ROLE,
        USER_TEXT,
        SPLIT
    }

    /**
     * A rule that a sample breaks.
     *
     * @param detail what is wrong with it, in words that follow the sample's place
     */
    public record Violation(Rule rule, String detail) {}

    /** The first rule that the sample breaks; empty where it keeps all of them. */
    public static Optional<Violation> violation(Sample sample) {
        if (sample.id().isBlank()) {
            return violation(Rule.ID, "the id is empty");
        }
        if (sample.group().isBlank()) {
            return violation(Rule.GROUP, "the group is empty");
        }
        for (Message message : sample.prompt()) {
            if (!isKnown(message.role(), sample)) {
                return violation(Rule.ROLE, "the role '" + shown(message.role()) + "' is not one of " + named(ROLES));
            }
        }
        if (!hasUserText(sample.prompt())) {
            return violation(Rule.USER_TEXT, "there is no message of the user with text in it");
        }
        if (sample.split() != null && !Split.labels().contains(sample.split())) {
            return violation(
                    Rule.SPLIT, "the split '" + shown(sample.split()) + "' is not one of " + named(Split.labels()));
        }
        return Optional.empty();
    }

    /** Whether a sample can have messages of a role: results of tools only where it has tools. */
    public static boolean isKnown(String role, Sample sample) {
        return ROLES.contains(role) || (role.equals("tool") && sample.tools() != null);
    }

    /** Whether the user says anything in the conversation. */
    public static boolean hasUserText(List<Message> prompt) {
        return prompt.stream()
                .anyMatch(message -> message.fromUser() && !message.content().isBlank());
    }

    private static Optional<Violation> violation(Rule rule, String detail) {
        return Optional.of(new Violation(rule, detail));
    }

    private static String named(List<String> names) {
        return String.join(", ", names);
    }

    /** The start of a text from a file, on one line. */
    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…";
    }
}
