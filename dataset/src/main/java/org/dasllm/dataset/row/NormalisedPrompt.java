package org.dasllm.dataset.row;

import java.lang.Character.UnicodeBlock;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;

/**
 * What makes two prompts the same: Unicode form, width, ligatures, case and white space do not count; roles, punctuation
 * and every character that says something else do, such as a raised digit.
 */
public final class NormalisedPrompt {
    private static final int LAST_ASCII = 0x7F;
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

    /** Blocks of raised, lowered, circled, squared and mathematical characters, whose plain ones read otherwise. */
    private static final Set<UnicodeBlock> KEPT = Set.of(
            UnicodeBlock.SPACING_MODIFIER_LETTERS,
            UnicodeBlock.PHONETIC_EXTENSIONS,
            UnicodeBlock.PHONETIC_EXTENSIONS_SUPPLEMENT,
            UnicodeBlock.SUPERSCRIPTS_AND_SUBSCRIPTS,
            UnicodeBlock.LETTERLIKE_SYMBOLS,
            UnicodeBlock.ENCLOSED_ALPHANUMERICS,
            UnicodeBlock.ENCLOSED_CJK_LETTERS_AND_MONTHS,
            UnicodeBlock.CJK_COMPATIBILITY,
            UnicodeBlock.MATHEMATICAL_ALPHANUMERIC_SYMBOLS,
            UnicodeBlock.ARABIC_MATHEMATICAL_ALPHABETIC_SYMBOLS,
            UnicodeBlock.ENCLOSED_ALPHANUMERIC_SUPPLEMENT,
            UnicodeBlock.ENCLOSED_IDEOGRAPHIC_SUPPLEMENT);

    private NormalisedPrompt() {}

    /** A hash that equal prompts share, over all messages with their roles. */
    public static String key(List<Message> prompt) {
        StringBuilder all = new StringBuilder();
        for (Message message : prompt) {
            all.append(message.role())
                    .append('\n')
                    .append(text(message.content()))
                    .append('\n');
        }
        return Sha256.ofString(all.toString());
    }

    /** Unicode NFC, of compatible characters those that read the same, lower case, one space for any white space. */
    public static String text(String content) {
        if (ascii(content)) {
            // Has one Unicode form alone; what most text in English is.
            return asciiText(content);
        }
        StringBuilder plain = new StringBuilder(content.length());
        Normalizer.normalize(content, Normalizer.Form.NFC).codePoints().forEach(character -> {
            if (character <= LAST_ASCII) {
                plain.append((char) character);
                return;
            }
            String same = Character.toString(character);
            plain.append(readsOtherwise(character) ? same : Normalizer.normalize(same, Normalizer.Form.NFKC));
        });
        String folded = Normalizer.normalize(plain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return WHITE_SPACE.matcher(folded).replaceAll(" ").strip();
    }

    private static String asciiText(String content) {
        StringBuilder plain = new StringBuilder(content.length());
        boolean apart = false;
        for (int i = 0; i < content.length(); i++) {
            char character = content.charAt(i);
            if (character == ' ' || (character >= '\t' && character <= '\r')) {
                apart = !plain.isEmpty();
                continue;
            }
            if (apart) {
                plain.append(' ');
                apart = false;
            }
            plain.append(character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character);
        }
        // The ends may have separators that are no white space of a regular expression.
        return plain.toString().strip();
    }

    private static boolean ascii(String content) {
        for (int i = 0; i < content.length(); i++) {
            if (content.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    /** Whether NFKC would put something else in the character's place: 10² is not 102, 1½ not 11⁄2, ⑴⑵ not 12. */
    private static boolean readsOtherwise(int character) {
        return Character.getType(character) == Character.OTHER_NUMBER
                || character == 'ª'
                || character == 'º'
                || KEPT.contains(UnicodeBlock.of(character));
    }
}
