package org.dasllm.privacy.detect;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names of a list, as whole words with a blank, hyphen or apostrophe between them. A name of one word is found as it is written in the
 * list and in capitals throughout, so that {@code will} and {@code mark} stay; a name of several words in any case. Of two
 * names that begin at one place the longer is found.
 */
public final class NameDetector implements Detector {
    public static final String KIND = "PERSON_NAME";

    /** Names of more words than this are refused; it bounds the time for each word. */
    public static final int MOST_WORDS = 6;

    /** Words in lower case with blanks between, and for names of one word how they are written. */
    private final Map<String, Set<String>> names = new HashMap<>();

    /** @param names as they are usually written; at most {@value #MOST_WORDS} words each */
    public NameDetector(List<String> names) {
        for (String name : names) {
            List<String> words = words(PlainText.of(name)).stream()
                    .map(word -> composed(name.substring(word.begin, word.end)))
                    .toList();
            if (words.isEmpty() || words.size() > MOST_WORDS) {
                throw new IllegalArgumentException("a name has 1 to " + MOST_WORDS + " words, not " + words.size());
            }
            Set<String> written = this.names.computeIfAbsent(lower(String.join(" ", words)), key -> new HashSet<>());
            if (words.size() == 1) {
                written.add(words.get(0));
                written.add(words.get(0).toUpperCase(Locale.ROOT));
            }
        }
    }

    @Override
    public String name() {
        return "person_name";
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
        String plain = PlainText.of(text);
        List<Word> words = words(plain);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int last = -1;
            StringBuilder key = new StringBuilder();
            for (int j = i; j < Math.min(words.size(), i + MOST_WORDS); j++) {
                if (j > i && !isJoined(plain, words.get(j - 1).end, words.get(j).begin)) {
                    break;
                }
                String written = composed(text.substring(words.get(j).begin, words.get(j).end));
                key.append(j > i ? " " : "").append(lower(written));
                Set<String> single = names.get(key.toString());
                if (single != null && (j > i || single.contains(written))) {
                    last = j;
                }
            }
            if (last >= 0) {
                findings.add(new Finding(KIND, words.get(i).begin, words.get(last).end, "a name of the list"));
            }
        }
        return findings;
    }

    private static boolean isJoined(String plain, int end, int begin) {
        return begin - end == 1 && " -'’".indexOf(plain.charAt(end)) >= 0;
    }

    /** Runs of letters, digits and the marks on them. */
    private static List<Word> words(String plain) {
        List<Word> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < plain.length(); ) {
            int codePoint = plain.codePointAt(i);
            boolean letter = Scripts.isWord(codePoint);
            if (letter && begin < 0) {
                begin = i;
            } else if (!letter && begin >= 0) {
                words.add(new Word(begin, i));
                begin = -1;
            }
            i += Character.charCount(codePoint);
        }
        if (begin >= 0) {
            words.add(new Word(begin, plain.length()));
        }
        return words;
    }

    private static String composed(String word) {
        return Normalizer.normalize(word, Normalizer.Form.NFC);
    }

    /** By way of capitals, which some small letters share: {@code ı} and {@code i}, {@code ß} and {@code ss}. */
    private static String lower(String word) {
        return word.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private record Word(int begin, int end) {}
}
