package org.dasllm.schema.shape;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.dasllm.schema.text.TextAutomaton;

/** Whether no value is in two branches, as far as that can be proved; where it cannot, the answer is no. */
final class Disjointness {
    private static final int DEEPEST = 6;

    private final Shapes shapes;
    private final Membership membership;
    private int depth;

    Disjointness(Shapes shapes) {
        this.shapes = shapes;
        this.membership = new Membership(shapes);
    }

    boolean of(List<Branch> first, List<Branch> second) {
        return first.stream().allMatch(a -> second.stream().allMatch(b -> of(a, b)));
    }

    private boolean of(Conjunction a, Conjunction b) {
        if (depth >= DEEPEST) {
            return false;
        }
        depth++;
        boolean disjoint = of(shapes.of(a), shapes.of(b));
        depth--;
        return disjoint;
    }

    private boolean of(Branch a, Branch b) {
        if (a instanceof Branch.Values listed) {
            return listed.values().stream().noneMatch(value -> membership.of(value, b));
        }
        if (b instanceof Branch.Values) {
            return of(b, a);
        }
        if (a instanceof Branch.Numbers one && b instanceof Branch.Numbers two) {
            return none(one.and(two));
        }
        if (a instanceof Branch.Strings one && b instanceof Branch.Strings two) {
            return one.and(two).sets().stream()
                    .reduce(TextAutomaton.any(), TextAutomaton::and)
                    .isEmpty();
        }
        if (a instanceof Branch.Arrays one && b instanceof Branch.Arrays two) {
            return ofArrays(one, two);
        }
        return !(a instanceof Branch.Objects one && b instanceof Branch.Objects two) || ofObjects(one, two);
    }

    private boolean ofArrays(Branch.Arrays a, Branch.Arrays b) {
        Branch.Arrays both = a.and(b);
        if (both.least() > both.most()) {
            return true;
        }
        for (int i = 0; i < Math.min(both.least(), both.prefix() + 1); i++) {
            if (of(a.item(i), b.item(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean ofObjects(Branch.Objects a, Branch.Objects b) {
        Set<String> required = new LinkedHashSet<>(a.required());
        required.addAll(b.required());
        return required.stream().anyMatch(name -> of(a.property(name), b.property(name)));
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
