package org.dasllm.schema.automaton;

import java.nio.charset.StandardCharsets;
import org.dasllm.format.error.DasllmException;
import org.dasllm.schema.pattern.PatternFault;
import org.dasllm.schema.shape.Shapes;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextTerminal;
import org.dasllm.schema.text.TooLarge;

/** Makes one rule of a production; the schemas in it become rules of their own that it calls. */
final class ProductionBuilder {
    private final Nodes nodes = new Nodes();
    private boolean openKeys;

    private ProductionBuilder() {}

    static OutputGrammar build(Production production) {
        ProductionBuilder builder = new ProductionBuilder();
        Nodes nodes = builder.nodes;
        int root = nodes.callee();
        int start = nodes.add();
        nodes.callees.get(root).rules.add(start);
        nodes.accept(builder.add(production, start));
        nodes.complete();
        GrammarBuilder.requireWritable(nodes, root);
        return new OutputGrammar(nodes, root, builder.openKeys);
    }

    /** Adds a production behind a node; returns the node behind it. */
    private int add(Production production, int from) {
        if (production instanceof Production.Literal literal) {
            return bytes(from, literal.text().getBytes(StandardCharsets.UTF_8));
        } else if (production instanceof Production.Control control) {
            return bytes(from, ControlBytes.of(control.token()));
        } else if (production instanceof Production.Sequence sequence) {
            int at = from;
            for (Production part : sequence.parts()) {
                at = add(part, at);
            }
            return at;
        } else if (production instanceof Production.Choice choice) {
            int end = nodes.add();
            choice.alternatives().forEach(each -> nodes.free(add(each, from), end));
            return end;
        } else if (production instanceof Production.Repeated repeated) {
            int begin = nodes.add();
            nodes.free(from, begin);
            int end = add(repeated.item(), begin);
            nodes.free(add(repeated.separator(), end), begin);
            return end;
        } else if (production instanceof Production.Json json) {
            GrammarBuilder values = new GrammarBuilder(new Shapes(json.schema()), Spacing.BLANK, nodes);
            int end = called(from, values.addRules());
            openKeys |= values.hasOpenKeys();
            return end;
        }
        if (production instanceof Production.Tagged tagged) {
            TaggedBuilder parameters = new TaggedBuilder(tagged.schema(), nodes);
            int end = called(from, parameters.addRules());
            openKeys |= parameters.hasOpenKeys();
            return end;
        }
        if (production instanceof Production.Noted noted) {
            return called(from, new NotationBuilder(noted.schema(), nodes, noted.quote()).addRules());
        }
        return called(from, expression(((Production.Expression) production).expression()));
    }

    private int bytes(int from, byte[] bytes) {
        if (bytes.length == 0) {
            return from;
        }
        int end = nodes.add();
        nodes.bytes(from, bytes, end);
        return end;
    }

    private int called(int from, int callee) {
        int end = nodes.add();
        nodes.call(from, callee, end);
        return end;
    }

    private int expression(String expression) {
        try {
            int callee = nodes.callee();
            TextTerminal text = TextTerminal.plain(Subsets.matching(expression));
            nodes.callees.get(callee).texts.add(new TextRule(text, false));
            return callee;
        } catch (PatternFault | TooLarge e) {
            throw DasllmException.input(
                    "The regular expression cannot be enforced: it " + e.getMessage(), "Simplify it", e);
        }
    }
}
