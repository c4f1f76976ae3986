package org.dasllm.schema.shape;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TooLarge;

/** Whether no value is in two branches, as far as that can be proved; where it cannot, the answer is no. */
final class Disjointness {
    private static final int DEEPEST = 6;
    private static final int MOST_COMPARED = 200_000;

    private final Shapes shapes;
    private final Membership membership;
    private final Map<Pair, Boolean> known = new HashMap<>();

    /** What has been compared, and how deep below the alternatives: further down less can be proved. */
    private record Pair(Conjunction a, Conjunction b, int depth) {}

    Disjointness(Shapes shapes, Membership membership) {
        this.shapes = shapes;
        this.membership = membership;
    }

    /** Whether no value is in a branch of both lists; too many comparisons for one document are {@link TooLarge}. */
    boolean of(List<Branch> first, List<Branch> second) {
        return of(first, second, 0);
    }

    private boolean of(List<Branch> first, List<Branch> second, int depth) {
        return first.stream().allMatch(a -> second.stream().allMatch(b -> of(a, b, depth)));
    }

    private boolean of(Conjunction a, Conjunction b, int depth) {
        if (depth >= DEEPEST) {
            return false;
        }
        Pair pair = new Pair(a, b, depth);
        Boolean before = known.get(pair);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST_COMPARED) {
            throw new TooLarge("to tell alternatives apart takes more than " + MOST_COMPARED + " comparisons");
        }
        boolean disjoint = of(shapes.of(a), shapes.of(b), depth + 1);
        known.put(pair, disjoint);
        return disjoint;
    }

    private boolean of(Branch a, Branch b, int depth) {
        if (a instanceof Branch.Values listed) {
            return listed.values().stream().noneMatch(value -> membership.of(value, b));
        }
        if (b instanceof Branch.Values) {
            return of(b, a, depth);
        }
        if (a instanceof Branch.Numbers one && b instanceof Branch.Numbers two) {
            return none(one.and(two));
        }
        if (a instanceof Branch.Strings one && b instanceof Branch.Strings two) {
            return one.and(two).sets().stream()
                    .reduce(TextAutomaton.any(), (set, other) -> shapes.counted(set.and(other)))
                    .isEmpty();
        }
        if (a instanceof Branch.Arrays one && b instanceof Branch.Arrays two) {
            return ofArrays(one, two, depth);
        }
        return !(a instanceof Branch.Objects one && b instanceof Branch.Objects two) || ofObjects(one, two, depth);
    }

    private boolean ofArrays(Branch.Arrays a, Branch.Arrays b, int depth) {
        Branch.Arrays both = a.and(b);
        if (both.least() > both.most()) {
            return true;
        }
        for (int i = 0; i < Math.min(both.least(), both.prefix() + 1); i++) {
            if (of(a.item(i), b.item(i), depth)) {
                return true;
            }
        }
        return false;
    }

    private boolean ofObjects(Branch.Objects a, Branch.Objects b, int depth) {
        Set<String> required = new LinkedHashSet<>(a.required());
        required.addAll(b.required());
        return required.stream().anyMatch(name -> of(a.property(name), b.property(name), depth));
    }

    private static boolean none(Branch.Numbers numbers) {
        Limit least = numbers.least();
        Limit most = numbers.most();
        if (least != null && most != null) {
            int order = least.number().compareTo(most.number());
            if (order > 0 || (order == 0 && !(least.itself() && most.itself()))) {
                return true;
            }
        }
        // All whole numbers are written; of others only those with few digits.
        return numbers.integer() && numbers.texts().isEmpty();
    }
}
