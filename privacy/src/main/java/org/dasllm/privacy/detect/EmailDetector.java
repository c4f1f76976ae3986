package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * E-mail addresses as people write them: letters and digits of any script with {@code . _ % + - ' &} between them, or
 * a few words in quotes; then a domain with at least one dot (see {@link EmailDomain}).
 *
 * <p>What is not taken for an address, by decision: {@code a@b} without a dot; {@code @handle} and {@code @user@server};
 * {@code root@192.168.0.1} and {@code package@1.2.3}; {@code git@server.org:path}; picture names such as
 * {@code icon@2x.png}; disguised ones ({@code anna at example dot com}, {@code anna%40example.com}, a sign
 * written as an entity of HTML or an escape of JSON). In doubt it is an address: a password in {@code user:password@server.org} is
 * masked as one.
 *
 * <p>Scripts without blanks are cut at the change of script, so that the words around an address stay outside it.
 */
public final class EmailDetector implements Detector {
    public static final String KIND = "EMAIL";

    /** Longer ones, in chars, are no addresses but data; the standard allows 64. It also bounds the time for each sign. */
    private static final int LONGEST_LOCAL_PART = 128;

    private static final Set<String> REPOSITORY_USERS = Set.of("git", "hg", "svn");

    @Override
    public String name() {
        return "email";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        List<Finding> findings = new ArrayList<>();
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            if (sign != '@' && sign != '＠') {
                continue;
            }
            int begin = localPart(text, at);
            int end = begin < 0 ? -1 : EmailDomain.end(text, at + 1);
            if (end >= 0 && !isRepository(text, begin, at, end)) {
                findings.add(new Finding(KIND, begin, end, "a local part and a domain with a dot"));
            }
        }
        return findings;
    }

    /** The index of the local part's first char, or −1 where there is none. */
    private static int localPart(String text, int at) {
        if (at > 0 && text.charAt(at - 1) == '"') {
            return quoted(text, at);
        }
        int begin = at;
        int lowest = Math.max(0, at - LONGEST_LOCAL_PART - 1);
        boolean glued = false;
        boolean spaced = false;
        while (begin > lowest) {
            int before = text.codePointBefore(begin);
            glued |= Scripts.isGlued(before);
            spaced |= Scripts.isSpaced(before);
            if (!isLocal(before) || (glued && spaced) || (before == '.' && begin < at && text.charAt(begin) == '.')) {
                break;
            }
            begin -= Character.charCount(before);
        }
        if (at - begin > LONGEST_LOCAL_PART) {
            return -1;
        }
        if (begin > 0 && isAt(text.charAt(begin - 1))) {
            return -1;
        }
        begin = afterEscape(text, begin);
        while (begin < at && !startsLocal(text.codePointAt(begin))) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        return begin < at ? begin : -1;
    }

    private static boolean isAt(char c) {
        return c == '@' || c == '＠';
    }

    private static boolean isLocal(int codePoint) {
        return Scripts.isWord(codePoint) || ".+-_'%&".indexOf(codePoint) >= 0;
    }

    /** An underscore or apostrophe before an address is emphasis or a quotation mark. */
    private static boolean startsLocal(int codePoint) {
        return Scripts.isWord(codePoint) && !isMark(codePoint);
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /**
     * {@code "anna b"@example.com}: the quotes are part of it. Only words with {@code . _ + -} and blanks between them, so
     * that a string of JSON that begins with {@code @} is not taken together with the one before it.
     */
    private static int quoted(String text, int at) {
        int lowest = Math.max(0, at - LONGEST_LOCAL_PART);
        for (int i = at - 2; i >= lowest; i--) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean words = i < at - 2 && Scripts.isWord(text.charAt(i + 1)) && Scripts.isWord(text.charAt(at - 2));
                boolean escaped = i > 0 && text.charAt(i - 1) == '\\';
                return words && !escaped ? i : -1;
            }
            if (!Scripts.isWord(c) && " ._+-".indexOf(c) < 0) {
                return -1;
            }
        }
        return -1;
    }

    /**
     * Where a text holds JSON or source, {@code \n} before an address is a line break: its letter does not belong to the
     * address, and a finding that began inside an escape would break it.
     */
    private static int afterEscape(String text, int begin) {
        int slashes = 0;
        while (slashes < begin && slashes < LONGEST_LOCAL_PART && text.charAt(begin - 1 - slashes) == '\\') {
            slashes++;
        }
        if (slashes % 2 == 0) {
            return begin;
        }
        char escape = text.charAt(begin);
        if (escape == 'u' && text.length() - begin > 5) {
            return text.substring(begin + 1, begin + 5).matches("[0-9a-fA-F]{4}") ? begin + 5 : begin;
        }
        return "nrtbf".indexOf(escape) >= 0 ? begin + 1 : begin;
    }

    /** {@code git@server.org:path/to}: the address of a repository, not of a person. */
    private static boolean isRepository(String text, int begin, int at, int end) {
        return REPOSITORY_USERS.contains(text.substring(begin, at))
                && end < text.length()
                && (text.charAt(end) == ':' || text.charAt(end) == '/');
    }
}
