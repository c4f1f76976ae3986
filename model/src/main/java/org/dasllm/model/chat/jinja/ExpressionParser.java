package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.model.chat.jinja.Token.Kind;
import org.jspecify.annotations.Nullable;

/** Reads expressions by precedence: choice, or, and, not, comparison, concatenation, sum, product, sign, power, suffix. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final int MAXIMUM_DEPTH = 200;

    private final TokenStream tokens;
    private int depth;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    Expression expression() {
        if (++depth > MAXIMUM_DEPTH) {
            throw tokens.error("the expression is nested too deeply");
        }
        Expression value = or();
        while (tokens.takeName("if")) {
            Expression condition = or();
            Expression otherwise = tokens.takeName("else") ? expression() : null;
            value = new Expression.Choice(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    /** One expression, or several with commas between, which make a tuple. */
    Expression tuple() {
        Expression first = expression();
        if (!tokens.peekOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && tokens.peek().kind() != Kind.BLOCK_END) {
            items.add(expression());
        }
        return new Expression.ListOf(items);
    }

    Expression or() {
        Expression left = and();
        while (tokens.takeName("or")) {
            left = new Expression.Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.takeName("and")) {
            left = new Expression.Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        return tokens.takeName("not") ? new Expression.Unary("not", not()) : comparison();
    }

    private Expression comparison() {
        Expression left = sum();
        @Nullable Expression whole = null;
        while (true) {
            String operator = comparisonOperator();
            if (operator == null) {
                return whole == null ? left : whole;
            }
            Expression right = sum();
            // a < b < c means a < b and b < c.
            Expression link = new Expression.Binary(operator, left, right);
            whole = whole == null ? link : new Expression.Binary("and", whole, link);
            left = right;
        }
    }

    private @Nullable String comparisonOperator() {
        Token token = tokens.peek();
        if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
            return tokens.next().text();
        }
        if (tokens.takeName("in")) {
            return "in";
        }
        if (token.is(Kind.NAME, "not") && tokens.peekAfter().is(Kind.NAME, "in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peekOperator("+") || tokens.peekOperator("-")) {
            left = new Expression.Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.takeOperator("~")) {
            left = new Expression.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = sign();
        while (tokens.peekOperator("*")
                || tokens.peekOperator("/")
                || tokens.peekOperator("//")
                || tokens.peekOperator("%")) {
            left = new Expression.Binary(tokens.next().text(), left, sign());
        }
        return left;
    }

    private Expression sign() {
        Expression value = tokens.takeOperator("-")
                ? new Expression.Unary("-", signed())
                : tokens.takeOperator("+") ? signed() : power();
        return filtersAndTests(value);
    }

    private Expression signed() {
        return tokens.takeOperator("-") ? new Expression.Unary("-", signed()) : power();
    }

    private Expression power() {
        Expression base = suffixed(primary());
        return tokens.takeOperator("**") ? new Expression.Binary("**", base, signed()) : base;
    }

    private Expression filtersAndTests(Expression operand) {
        Expression value = operand;
        while (true) {
            if (tokens.takeOperator("|")) {
                value = filter(value);
            } else if (tokens.takeName("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    Expression filter(Expression value) {
        String name = tokens.name();
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        if (tokens.takeOperator("(")) {
            arguments(positional, named);
        }
        return new Expression.Filter(value, name, positional, named);
    }

    private Expression test(Expression value) {
        boolean negated = tokens.takeName("not");
        String name = tokens.name();
        List<Expression> positional = new ArrayList<>();
        if (tokens.takeOperator("(")) {
            arguments(positional, new LinkedHashMap<>());
        } else if (takesArgument()) {
            positional.add(suffixed(primary()));
        }
        return new Expression.Test(value, name, positional, negated);
    }

    /** A test's single argument may stand without brackets: {@code x is equalto 3}. */
    private boolean takesArgument() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case NAME -> !Set.of("and", "or", "not", "if", "else", "in", "is").contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NUMBER -> number(token);
            case STRING -> string(token);
            case NAME -> named(token.text());
            case OPERATOR -> bracketed(token);
            default -> throw tokens.error("expected a value");
        };
    }

    private static Expression number(Token token) {
        return token.text().contains(".")
                ? new Expression.Literal(Double.valueOf(token.text()))
                : new Expression.Literal(Long.valueOf(token.text()));
    }

    private Expression string(Token token) {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Kind.STRING) {
            text.append(tokens.next().text());
        }
        return new Expression.Literal(Text.own(text.toString()));
    }

    private static Expression named(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(null);
            default -> new Expression.Variable(name);
        };
    }

    private Expression bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> new Expression.ListOf(items("]"));
            case "{" -> dict();
            default -> throw tokens.error("unexpected '" + token.text() + "'");
        };
    }

    private Expression parenthesised() {
        if (tokens.takeOperator(")")) {
            return new Expression.ListOf(List.of());
        }
        Expression first = expression();
        if (tokens.takeOperator(")")) {
            return first;
        }
        tokens.expectOperator(",");
        List<Expression> items = new ArrayList<>(List.of(first));
        items.addAll(items(")"));
        return new Expression.ListOf(items);
    }

    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.takeOperator(close)) {
            items.add(expression());
            if (!tokens.peekOperator(close)) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private Expression dict() {
        List<Expression.Entry> entries = new ArrayList<>();
        while (!tokens.takeOperator("}")) {
            Expression key = expression();
            tokens.expectOperator(":");
            entries.add(new Expression.Entry(key, expression()));
            if (!tokens.peekOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return new Expression.DictOf(entries);
    }

    private Expression suffixed(Expression operand) {
        Expression value = operand;
        while (true) {
            if (tokens.takeOperator(".")) {
                Token name = tokens.next();
                value = name.kind() == Kind.NUMBER
                        ? new Expression.Item(value, number(name))
                        : new Expression.Attribute(value, name.text());
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
            } else if (tokens.takeOperator("(")) {
                List<Expression> positional = new ArrayList<>();
                Map<String, Expression> named = new LinkedHashMap<>();
                arguments(positional, named);
                value = new Expression.Call(value, positional, named);
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression value) {
        Expression begin = tokens.peekOperator(":") ? null : expression();
        if (begin != null && tokens.takeOperator("]")) {
            return new Expression.Item(value, begin);
        }
        tokens.expectOperator(":");
        Expression end = tokens.peekOperator(":") || tokens.peekOperator("]") ? null : expression();
        Expression step = tokens.takeOperator(":") && !tokens.peekOperator("]") ? expression() : null;
        tokens.expectOperator("]");
        return new Expression.Slice(value, begin, end, step);
    }

    private void arguments(List<Expression> positional, Map<String, Expression> named) {
        while (!tokens.takeOperator(")")) {
            if (tokens.peek().kind() == Kind.NAME && tokens.peekAfter().is(Kind.OPERATOR, "=")) {
                String name = tokens.name();
                tokens.expectOperator("=");
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            if (!tokens.peekOperator(")")) {
                tokens.expectOperator(",");
            }
        }
    }
}
