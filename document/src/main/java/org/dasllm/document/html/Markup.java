package org.dasllm.document.html;

/** HTML as it grows. Whatever comes from outside goes through {@link #text}, which escapes it. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** Our own tags only. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /**
     * @param tag a name, with attributes of our own if any
     */
    Markup element(String tag, String text) {
        return raw("<" + tag + ">").text(text).raw("</" + name(tag) + ">");
    }

    private static String name(String tag) {
        int space = tag.indexOf(' ');
        return space < 0 ? tag : tag.substring(0, space);
    }

    /** What a machine wrote or reads, as markup; long JSON breaks after its commas. */
    static String code(String text) {
        return "<code>" + escape(text).replace(",", ",<wbr/>") + "</code>";
    }

    /** Safe as content and inside quoted attributes; control characters that HTML does not allow become visible. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
                    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                    boolean noCharacter = c == 0xFFFE || c == 0xFFFF;
                    escaped.appendCodePoint(control || surrogate || noCharacter ? '\uFFFD' : c);
                }
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
