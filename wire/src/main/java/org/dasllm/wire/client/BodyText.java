package org.dasllm.wire.client;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes a body to text: UTF-8 if it is that, whatever the headers say; else what a byte order mark or they say. */
final class BodyText {
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*\"?([^\\s\";,]+)");

    private BodyText() {}

    /** Without a byte order mark and blanks before it; empty where the bytes are no text of a known encoding. */
    static Optional<String> of(HttpHeaders headers, byte[] bytes) {
        Optional<String> text = marked(bytes).flatMap(charset -> decode(bytes, charset));
        if (text.isEmpty()) {
            text = decode(bytes, StandardCharsets.UTF_8);
        }
        if (text.isEmpty()) {
            text = declared(headers).flatMap(charset -> decode(bytes, charset));
        }
        return text.map(each -> each.replaceFirst("^[\\s\\x00\\ufeff\\u200b]+", ""));
    }

    private static Optional<Charset> marked(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        return mark == 0xfeff || mark == 0xfffe ? Optional.of(StandardCharsets.UTF_16) : Optional.empty();
    }

    private static Optional<Charset> declared(HttpHeaders headers) {
        Matcher matcher = CHARSET.matcher(headers.firstValue("content-type").orElse(""));
        try {
            return matcher.find() ? Optional.of(Charset.forName(matcher.group(1))) : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> decode(byte[] bytes, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
