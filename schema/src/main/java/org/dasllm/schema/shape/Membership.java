package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.jspecify.annotations.Nullable;

/** Whether a given value is in a branch: listed values are kept or left out by it. */
final class Membership {
    private final Shapes shapes;

    Membership(Shapes shapes) {
        this.shapes = shapes;
    }

    boolean of(JsonNode value, Conjunction conjunction) {
        return shapes.of(conjunction).stream().anyMatch(branch -> of(value, branch));
    }

    boolean of(JsonNode value, Branch branch) {
        if (branch instanceof Branch.Values listed) {
            String key = CanonicalJson.key(value);
            return listed.values().stream()
                    .anyMatch(each -> CanonicalJson.key(each).equals(key));
        }
        if (branch instanceof Branch.Numbers numbers) {
            return value.isNumber() && of(value.decimalValue(), numbers);
        }
        if (branch instanceof Branch.Strings strings) {
            return value.isTextual()
                    && strings.sets().stream().allMatch(set -> set.contains(value.textValue()))
                    && strings.formats().stream()
                            .allMatch(format -> format.judge().isValid(value));
        }
        if (branch instanceof Branch.Arrays arrays) {
            return value.isArray() && of(value, arrays);
        }
        return branch instanceof Branch.Objects objects && value.isObject() && of(value, objects);
    }

    private static boolean of(BigDecimal number, Branch.Numbers numbers) {
        return (!numbers.integer()
                        || number.signum() == 0
                        || number.stripTrailingZeros().scale() <= 0)
                && keeps(number, numbers.least(), 1)
                && keeps(number, numbers.most(), -1)
                && numbers.factors().stream()
                        .allMatch(factor -> number.remainder(factor).signum() == 0);
    }

    private static boolean keeps(BigDecimal number, @Nullable Limit limit, int sign) {
        if (limit == null) {
            return true;
        }
        int order = number.compareTo(limit.number()) * sign;
        return order > 0 || (order == 0 && limit.itself());
    }

    private boolean of(JsonNode value, Branch.Arrays arrays) {
        if (value.size() < arrays.least() || value.size() > arrays.most()) {
            return false;
        }
        for (int i = 0; i < value.size(); i++) {
            if (!of(value.get(i), arrays.item(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean of(JsonNode value, Branch.Objects objects) {
        if (value.size() < objects.least()
                || value.size() > objects.most()
                || !objects.required().stream().allMatch(value::has)) {
            return false;
        }
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .allMatch(name -> objects.names().stream().allMatch(allowed -> of(TextNode.valueOf(name), allowed))
                        && of(value.get(name), objects.property(name)));
    }
}
