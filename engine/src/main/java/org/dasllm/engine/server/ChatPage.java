package org.dasllm.engine.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.dasllm.wire.http.ServerReply;

/**
 * The page at {@code /}: one HTML file of this module, with its style and script inside. A content security policy lets run these two,
 * named by their digests, and nothing else, so that an answer of the model that holds HTML does nothing; and lets the page talk with this
 * server alone.
 */
final class ChatPage {
    private static final String RESOURCE = "chat.html";

    private final byte[] html;
    private final String policy;

    private ChatPage(byte[] html, String policy) {
        this.html = html;
        this.policy = policy;
    }

    static ChatPage load() {
        try (InputStream in = ChatPage.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in this module");
            }
            byte[] html = in.readAllBytes();
            return new ChatPage(html, policy(new String(html, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String policy(String html) {
        return "default-src 'none'; script-src '" + digest(html, "script") + "'; style-src '" + digest(html, "style")
                + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** The digest of the page's one element of a name, as a policy has it. */
    private static String digest(String html, String element) {
        String open = "<" + element + ">";
        int from = html.indexOf(open) + open.length();
        int to = html.indexOf("</" + element + ">");
        if (from < open.length() || to < from) {
            throw new IllegalStateException(RESOURCE + " has no " + open);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(html.substring(from, to).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(ServerReply http) {
        http.header("Content-Type", "text/html; charset=utf-8");
        http.header("Content-Security-Policy", policy);
        http.header("X-Content-Type-Options", "nosniff");
        http.header("Referrer-Policy", "no-referrer");
        http.header("Cache-Control", "no-cache");
        http.send(200, html);
    }
}
