package org.dasllm.schema.automaton;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.schema.shape.Branch;
import org.dasllm.schema.shape.Conjunction;
import org.dasllm.schema.shape.Shapes;
import org.dasllm.schema.shape.Unenforceable;

/** The properties of an object that its schema names, for notations that write no others. */
final class NamedProperties {
    private NamedProperties() {}

    record Property(String name, Conjunction value, boolean required) {}

    /**
     * Those that may be written, in the schema's order; empty where one that is required cannot have a value.
     *
     * @param at what the objects keep to, for refusals
     * @param writable names that the notation can write
     * @throws org.dasllm.format.error.DasllmException for other names, and where properties would have to be counted
     */
    static Optional<List<Property>> of(Branch.Objects objects, Shapes shapes, Conjunction at, Pattern writable) {
        List<Property> properties = new ArrayList<>();
        for (String name : objects.declared()) {
            Conjunction value = objects.property(name);
            boolean required = objects.required().contains(name);
            boolean allowed =
                    objects.names().stream().allMatch(names -> shapes.contains(names, TextNode.valueOf(name)));
            if (!shapes.of(value).isEmpty() && allowed) {
                if (!writable.matcher(name).matches()) {
                    throw Unenforceable.at(
                            at.pointer(), "the name '" + name + "' has no notation in this model's calls");
                }
                properties.add(new Property(name, value, required));
            } else if (required) {
                return Optional.empty();
            }
        }
        long required = properties.stream().filter(Property::required).count();
        if (objects.least() > required || objects.most() < properties.size()) {
            throw Unenforceable.at(at.pointer(), "properties cannot be counted in the notation of this model's calls");
        }
        return Optional.of(properties);
    }
}
