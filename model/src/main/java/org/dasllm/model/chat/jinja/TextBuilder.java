package org.dasllm.model.chat.jinja;

/** Puts a text together from pieces of different origins. */
final class TextBuilder {
    private final StringBuilder characters = new StringBuilder();
    private final StringBuilder origins = new StringBuilder();

    TextBuilder append(Text text) {
        characters.append(text.characters());
        origins.append(text.origins());
        return this;
    }

    /** The template's own. */
    TextBuilder append(String own) {
        return append(Text.own(own));
    }

    /** Characters that all have one origin. */
    TextBuilder append(String text, char origin) {
        characters.append(text);
        origins.append(String.valueOf(origin).repeat(text.length()));
        return this;
    }

    int length() {
        return characters.length();
    }

    Text text() {
        return new Text(characters.toString(), origins.toString());
    }
}
