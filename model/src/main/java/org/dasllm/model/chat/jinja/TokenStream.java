package org.dasllm.model.chat.jinja;

import java.util.List;
import org.dasllm.model.chat.jinja.Token.Kind;

/** The tokens yet to be read. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peekAfter() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() == Kind.END) {
            throw error("the template ends too early");
        }
        at++;
        return token;
    }

    boolean peekOperator(String text) {
        return peek().is(Kind.OPERATOR, text);
    }

    boolean takeOperator(String text) {
        return take(Kind.OPERATOR, text);
    }

    boolean takeName(String text) {
        return take(Kind.NAME, text);
    }

    private boolean take(Kind kind, String text) {
        boolean found = peek().is(kind, text);
        if (found) {
            at++;
        }
        return found;
    }

    void expectOperator(String text) {
        if (!takeOperator(text)) {
            throw error("expected '" + text + "'");
        }
    }

    String name() {
        Token token = next();
        if (token.kind() != Kind.NAME) {
            throw error("expected a name");
        }
        return token.text();
    }

    void expect(Kind kind) {
        if (next().kind() != kind) {
            throw error("expected the end of the tag");
        }
    }

    JinjaException error(String what) {
        return new JinjaException("line " + peek().line() + ": " + what);
    }
}
