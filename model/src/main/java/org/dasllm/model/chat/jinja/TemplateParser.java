package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dasllm.model.chat.jinja.Token.Kind;

/** Reads a template's blocks. */
final class TemplateParser {
    private static final int MAXIMUM_DEPTH = 100;

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int depth;

    private TemplateParser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    static List<Node> parse(String source) {
        TemplateParser parser = new TemplateParser(Lexer.tokens(source));
        List<Node> nodes = parser.body(Set.of());
        if (parser.tokens.peek().kind() != Kind.END) {
            throw parser.tokens.error("'" + parser.tokens.peekAfter().text() + "' has no beginning");
        }
        return nodes;
    }

    /** Nodes up to a block tag with one of the given names, which is left to be read. */
    private List<Node> body(Set<String> ends) {
        if (++depth > MAXIMUM_DEPTH) {
            throw tokens.error("blocks are nested too deeply");
        }
        List<Node> nodes = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.TEXT) {
                nodes.add(new Node.Text(tokens.next().text()));
            } else if (token.kind() == Kind.OUTPUT_BEGIN) {
                tokens.next();
                nodes.add(new Node.Output(expressions.tuple()));
                tokens.expect(Kind.OUTPUT_END);
            } else if (token.kind() == Kind.BLOCK_BEGIN && !endsHere(ends)) {
                tokens.next();
                nodes.add(block());
            } else if (token.kind() == Kind.END && !ends.isEmpty()) {
                throw tokens.error("a block is not closed");
            } else {
                depth--;
                return nodes;
            }
        }
    }

    private boolean endsHere(Set<String> ends) {
        String name = tokens.peekAfter().text();
        return ends.contains(name) || name.startsWith("end") || name.equals("else") || name.equals("elif");
    }

    private Node block() {
        String name = tokens.name();
        return switch (name) {
            case "if" -> condition();
            case "for" -> loop();
            case "set" -> assignment();
            case "macro" -> macro();
            case "call" -> callBlock();
            case "filter" -> filterBlock();
            case "generation" -> new Node.Generation(simple("endgeneration"));
            case "break" -> closed(new Node.Break());
            case "continue" -> closed(new Node.Continue());
            default -> throw tokens.error("unknown block '" + name + "'");
        };
    }

    private Node closed(Node node) {
        tokens.expect(Kind.BLOCK_END);
        return node;
    }

    private List<Node> simple(String end) {
        tokens.expect(Kind.BLOCK_END);
        List<Node> body = body(Set.of(end));
        close(end);
        return body;
    }

    private void close(String end) {
        tokens.expect(Kind.BLOCK_BEGIN);
        if (!tokens.takeName(end)) {
            throw tokens.error("expected '" + end + "'");
        }
        if (tokens.peek().kind() == Kind.NAME) {
            tokens.next(); // {% endmacro name %}
        }
        tokens.expect(Kind.BLOCK_END);
    }

    private Node condition() {
        Expression condition = expressions.tuple();
        tokens.expect(Kind.BLOCK_END);
        List<Node> then = body(Set.of("elif", "else", "endif"));
        tokens.expect(Kind.BLOCK_BEGIN);
        String next = tokens.name();
        if (next.equals("elif")) {
            return new Node.If(condition, then, List.of(condition()));
        }
        if (next.equals("else")) {
            return new Node.If(condition, then, simple("endif"));
        }
        if (!next.equals("endif")) {
            throw tokens.error("expected 'endif'");
        }
        tokens.expect(Kind.BLOCK_END);
        return new Node.If(condition, then, List.of());
    }

    private Node loop() {
        List<String> targets = targets();
        if (!tokens.takeName("in")) {
            throw tokens.error("expected 'in'");
        }
        Expression items = expressions.or();
        if (tokens.peekOperator(",")) {
            throw tokens.error("a loop over a bare tuple is not supported");
        }
        Expression filter = tokens.takeName("if") ? expressions.or() : null;
        if (tokens.takeName("recursive")) {
            throw tokens.error("recursive loops are not supported");
        }
        tokens.expect(Kind.BLOCK_END);
        List<Node> body = body(Set.of("else", "endfor"));
        tokens.expect(Kind.BLOCK_BEGIN);
        List<Node> otherwise = List.of();
        if (tokens.takeName("else")) {
            otherwise = simple("endfor");
        } else if (tokens.takeName("endfor")) {
            tokens.expect(Kind.BLOCK_END);
        } else {
            throw tokens.error("expected 'endfor'");
        }
        return new Node.For(targets, items, filter, body, otherwise);
    }

    private List<String> targets() {
        boolean bracket = tokens.takeOperator("(");
        List<String> names = new ArrayList<>(List.of(tokens.name()));
        while (tokens.takeOperator(",")) {
            names.add(tokens.name());
        }
        if (bracket) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Node assignment() {
        List<String> targets = targets();
        String attribute = tokens.takeOperator(".") ? tokens.name() : null;
        if (tokens.takeOperator("=")) {
            Expression value = expressions.tuple();
            tokens.expect(Kind.BLOCK_END);
            return new Node.Assign(targets, attribute, value);
        }
        return new Node.AssignBlock(targets.get(0), simple("endset"));
    }

    private Node macro() {
        String name = tokens.name();
        List<Node.Parameter> parameters = new ArrayList<>();
        tokens.expectOperator("(");
        while (!tokens.takeOperator(")")) {
            String parameter = tokens.name();
            parameters.add(new Node.Parameter(parameter, tokens.takeOperator("=") ? expressions.expression() : null));
            if (!tokens.peekOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Node.Macro(name, parameters, simple("endmacro"));
    }

    private Node callBlock() {
        if (expressions.expression() instanceof Expression.Call call) {
            return new Node.CallBlock(call, simple("endcall"));
        }
        throw tokens.error("expected a call");
    }

    private Node filterBlock() {
        Expression filtered = expressions.filter(new Expression.Rendered());
        while (tokens.takeOperator("|")) {
            filtered = expressions.filter(filtered);
        }
        return new Node.FilterBlock(filtered, simple("endfilter"));
    }
}
