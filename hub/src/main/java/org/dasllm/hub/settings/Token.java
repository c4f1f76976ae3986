package org.dasllm.hub.settings;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.jspecify.annotations.Nullable;

/** A user's token for a hub. It shows itself to nobody but {@link #header}. */
public final class Token {
    private static final int MOST_CHARACTERS = 4096;

    private final String secret;
    private final String source;

    private Token(String secret, String source) {
        this.secret = secret;
        this.source = source;
    }

    /**
     * From the environment, or else from its file.
     *
     * @param file where {@code hf auth login} keeps it
     * @throws DasllmException if it cannot be a header, or the file cannot be read
     */
    static Optional<Token> find(Map<String, String> environment, Path file) {
        for (String variable : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
            String value = clean(environment.get(variable));
            if (!value.isEmpty()) {
                return Optional.of(of(value, "the variable " + variable));
            }
        }
        try {
            String value = Files.size(file) > MOST_CHARACTERS ? "" : clean(Files.readString(file));
            return value.isEmpty() ? Optional.empty() : Optional.of(of(value, file.toString()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (MalformedInputException notText) {
            throw unusable(file.toString());
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** @param source where it was found, for messages */
    public static Token of(String secret, String source) {
        if (secret.length() > MOST_CHARACTERS || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw unusable(source);
        }
        return new Token(secret, source);
    }

    private static DasllmException unusable(String source) {
        return DasllmException.input(
                "The token in " + source + " has characters that no token has",
                "Copy it again from the hub's page of access tokens");
    }

    private static String clean(@Nullable String value) {
        return value == null ? "" : value.replaceAll("[\\r\\n]", "").strip();
    }

    /** Where it was found. */
    public String source() {
        return source;
    }

    /** The value of the header {@code Authorization}. */
    public String header() {
        return "Bearer " + secret;
    }

    /** A text of others without it. */
    public String takenOutOf(String text) {
        return text.replace(secret, "***");
    }

    @Override
    public String toString() {
        return "***";
    }
}
