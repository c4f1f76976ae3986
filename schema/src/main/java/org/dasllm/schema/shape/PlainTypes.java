package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;

/** Which types the properties of a schema's objects may have. */
public final class PlainTypes {
    private final Shapes shapes;

    public PlainTypes(Shapes shapes) {
        this.shapes = shapes;
    }

    /** The types of a property in any of the ways in which an object keeps to the schema. */
    public Set<PlainType> of(String property) {
        Set<PlainType> types = EnumSet.noneOf(PlainType.class);
        for (Branch branch : shapes.of(shapes.root())) {
            if (branch instanceof Branch.Objects objects) {
                shapes.of(objects.property(property)).forEach(value -> add(value, types));
            }
        }
        return types;
    }

    private static void add(Branch branch, Set<PlainType> types) {
        if (branch instanceof Branch.Values listed) {
            listed.values().forEach(value -> types.add(of(value)));
        } else if (branch instanceof Branch.Numbers) {
            types.add(PlainType.NUMBER);
        } else if (branch instanceof Branch.Strings) {
            types.add(PlainType.STRING);
        } else {
            types.add(branch instanceof Branch.Arrays ? PlainType.ARRAY : PlainType.OBJECT);
        }
    }

    private static PlainType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> PlainType.NULL;
            case BOOLEAN -> PlainType.BOOLEAN;
            case NUMBER -> PlainType.NUMBER;
            case ARRAY -> PlainType.ARRAY;
            case OBJECT -> PlainType.OBJECT;
            default -> PlainType.STRING;
        };
    }
}
