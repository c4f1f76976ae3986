package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;

/**
 * Which differences in writing are taken out of prompts and answers before anything looks at them.
 *
 * @param unicode whether characters are put together as Unicode's form NFC does it
 * @param controlCharacters whether control characters, byte order marks and halves of characters go, but tabs and line feeds stay
 * @param whiteSpace whether line breaks of any kind become line feeds, blanks of any width a blank, and blanks at the end of lines,
 *     and around the whole text, go
 */
public record Normalise(
        @Default("true") boolean unicode,
        @Default("true") boolean controlCharacters,
        @Default("false") boolean whiteSpace)
        implements Serializable {
    /** Whether texts stay as they are. */
    public boolean nothing() {
        return !unicode && !controlCharacters && !whiteSpace;
    }
}
