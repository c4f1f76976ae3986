package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.dasllm.schema.text.TooLarge;
import org.jspecify.annotations.Nullable;

/** Whether a given value is in a branch: listed values are kept or left out by it. */
final class Membership {
    private static final int MOST_ASKED = 5_000_000;

    private final Shapes shapes;

    /** What was asked of arrays and objects, by the value itself. */
    private final Map<Conjunction, Map<JsonNode, Boolean>> known = new HashMap<>();

    private final IdentityHashMap<Branch.Values, Set<String>> keys = new IdentityHashMap<>();
    private int asked;

    Membership(Shapes shapes) {
        this.shapes = shapes;
    }

    /** Whether a value keeps to schemas; too many questions about one document are {@link TooLarge}. */
    boolean of(JsonNode value, Conjunction conjunction) {
        if (++asked > MOST_ASKED) {
            throw new TooLarge("to sort its listed values takes more than " + MOST_ASKED + " comparisons");
        }
        if (!value.isContainerNode()) {
            return isIn(value, conjunction);
        }
        Map<JsonNode, Boolean> values = known.computeIfAbsent(conjunction, any -> new IdentityHashMap<>());
        Boolean before = values.get(value);
        if (before == null) {
            before = isIn(value, conjunction);
            values.put(value, before);
        }
        return before;
    }

    private boolean isIn(JsonNode value, Conjunction conjunction) {
        return shapes.of(conjunction).stream().anyMatch(branch -> of(value, branch));
    }

    boolean of(JsonNode value, Branch branch) {
        if (branch instanceof Branch.Values listed) {
            return keys.computeIfAbsent(listed, Membership::keysOf).contains(CanonicalJson.key(value));
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

    private static Set<String> keysOf(Branch.Values listed) {
        return listed.values().stream().map(CanonicalJson::key).collect(Collectors.toSet());
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
