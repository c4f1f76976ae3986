package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.model.chat.jinja.Token.Kind;

/**
 * Cuts a template into tokens, with trim_blocks and lstrip_blocks on as Hugging Face sets them: the line break after a
 * block tag and the blanks before one that begins its line are dropped; a minus in a tag drops all white space beside it.
 */
final class Lexer {
    private static final String[] OPERATORS = {
        "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}",
        ",", ".", ":", "|"
    };

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean trimNext;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        // As Jinja: one line break at the very end does not belong to the output.
        String normal = source.replace("\r\n", "\n");
        Lexer lexer = new Lexer(normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int open = nextTag();
            text(open);
            if (open == source.length()) {
                break;
            }
            char kind = source.charAt(open + 1);
            at = open + 2;
            if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
                at++;
            }
            if (kind == '#') {
                comment();
            } else {
                tag(kind == '{');
            }
        }
        tokens.add(new Token(Kind.END, "", line));
    }

    private int nextTag() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    private void text(int end) {
        String text = source.substring(at, end);
        int lines = (int) text.chars().filter(c -> c == '\n').count();
        if (trimNext) {
            text = text.stripLeading();
        }
        if (end < source.length()) {
            char kind = source.charAt(end + 1);
            char mark = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
            if (mark == '-') {
                text = text.stripTrailing();
            } else if (kind != '{' && mark != '+') {
                text = withoutIndentation(text, end);
            }
        }
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, text, line));
        }
        line += lines;
        at = end;
    }

    /** lstrip_blocks: only if nothing but blanks stands before the tag on its line. */
    private String withoutIndentation(String text, int end) {
        int i = end - 1;
        while (i >= 0 && (source.charAt(i) == ' ' || source.charAt(i) == '\t')) {
            i--;
        }
        if (i >= 0 && source.charAt(i) != '\n') {
            return text;
        }
        int keep = text.length();
        while (keep > 0 && (text.charAt(keep - 1) == ' ' || text.charAt(keep - 1) == '\t')) {
            keep--;
        }
        return text.substring(0, keep);
    }

    private void comment() {
        int close = source.indexOf("#}", at);
        if (close < 0) {
            throw new JinjaException("line " + line + ": a comment is not closed");
        }
        line += (int) source.substring(at, close).chars().filter(c -> c == '\n').count();
        trimNext = close > at && source.charAt(close - 1) == '-';
        at = close + 2;
        dropLineBreak();
    }

    private void dropLineBreak() {
        if (!trimNext && at < source.length() && source.charAt(at) == '\n') {
            at++;
            line++;
        }
    }

    private void tag(boolean output) {
        tokens.add(new Token(output ? Kind.OUTPUT_BEGIN : Kind.BLOCK_BEGIN, "", line));
        String close = output ? "}}" : "%}";
        int depth = 0;
        while (true) {
            skipBlanks();
            if (at >= source.length()) {
                throw new JinjaException("line " + line + ": a tag is not closed");
            }
            boolean minus = source.startsWith("-" + close, at);
            if (depth == 0 && (minus || source.startsWith(close, at))) {
                at += minus ? 3 : 2;
                trimNext = minus;
                tokens.add(new Token(output ? Kind.OUTPUT_END : Kind.BLOCK_END, "", line));
                if (!output) {
                    dropLineBreak();
                }
                return;
            }
            Token token = inner();
            if (token.kind() == Kind.OPERATOR) {
                depth += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            }
            tokens.add(token);
        }
    }

    private void skipBlanks() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            if (source.charAt(at) == '\n') {
                line++;
            }
            at++;
        }
    }

    private Token inner() {
        char c = source.charAt(at);
        if (c == '\'' || c == '"') {
            return string(c);
        }
        int begin = at;
        if (Character.isDigit(c)) {
            while (at < source.length() && isNumberPart(begin)) {
                at++;
            }
            return new Token(Kind.NUMBER, source.substring(begin, at).replace("_", ""), line);
        }
        if (Character.isLetter(c) || c == '_') {
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
            return new Token(Kind.NAME, source.substring(begin, at), line);
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Kind.OPERATOR, operator, line);
            }
        }
        throw new JinjaException("line " + line + ": unexpected character '" + c + "'");
    }

    private boolean isNumberPart(int begin) {
        char c = source.charAt(at);
        boolean fraction = c == '.'
                && at + 1 < source.length()
                && Character.isDigit(source.charAt(at + 1))
                && source.substring(begin, at).indexOf('.') < 0;
        return Character.isDigit(c) || c == '_' || fraction;
    }

    private Token string(char quote) {
        StringBuilder value = new StringBuilder();
        int begin = line;
        at++;
        while (true) {
            if (at >= source.length()) {
                throw new JinjaException("line " + begin + ": a string is not closed");
            }
            char c = source.charAt(at++);
            if (c == quote) {
                return new Token(Kind.STRING, value.toString(), begin);
            } else if (c == '\\' && at < source.length()) {
                escape(value);
            } else {
                line += c == '\n' ? 1 : 0;
                value.append(c);
            }
        }
    }

    private void escape(StringBuilder value) {
        char c = source.charAt(at++);
        switch (c) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case '\\', '\'', '"' -> value.append(c);
            case 'u', 'x' -> {
                int digits = c == 'u' ? 4 : 2;
                if (at + digits > source.length()) {
                    throw new JinjaException("line " + line + ": an escape is cut off");
                }
                value.append((char) Integer.parseInt(source.substring(at, at + digits), 16));
                at += digits;
            }
            default -> value.append('\\').append(c);
        }
    }
}
