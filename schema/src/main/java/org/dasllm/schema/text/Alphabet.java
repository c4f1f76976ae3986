package org.dasllm.schema.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.schema.pattern.CodePoints;

/** Code points in classes that an automaton does not tell apart. */
final class Alphabet {
    /** Where a run of code points of one class begins; the first is 0. */
    private final int[] starts;

    private final int[] classes;
    private final int size;
    private final int[] ascii = new int[128];

    private Alphabet(int[] starts, int[] classes, int size) {
        this.starts = starts;
        this.classes = classes;
        this.size = size;
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = classes[run(c)];
        }
    }

    /** The coarsest that can tell every one of the sets from what is not in it. */
    static Alphabet of(Collection<CodePoints> told) {
        Set<CodePoints> sets = new LinkedHashSet<>(told);
        sets.add(CodePoints.ANY);
        TreeSet<Integer> cuts = new TreeSet<>();
        cuts.add(0);
        for (CodePoints set : sets) {
            set.ranges().forEach(range -> {
                cuts.add(range.first());
                cuts.add(range.last() + 1);
            });
        }
        cuts.remove(Character.MAX_CODE_POINT + 1);
        int[] starts = cuts.stream().mapToInt(Integer::intValue).toArray();
        BitSet[] members = new BitSet[starts.length];
        Arrays.setAll(members, i -> new BitSet());
        int number = 0;
        for (CodePoints set : sets) {
            for (CodePoints.Range range : set.ranges()) {
                for (int i = Arrays.binarySearch(starts, range.first());
                        i < starts.length && starts[i] <= range.last();
                        i++) {
                    members[i].set(number);
                }
            }
            number++;
        }
        Map<BitSet, Integer> known = new HashMap<>();
        int[] classes = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            Integer id = known.putIfAbsent(members[i], known.size());
            classes[i] = id == null ? known.size() - 1 : id;
        }
        return new Alphabet(starts, classes, known.size());
    }

    /** Two alphabets refined into one. */
    record Both(Alphabet alphabet, int[] first, int[] second) {}

    /** The coarsest that tells apart what either does; with the class that each of its classes has in both. */
    static Both both(Alphabet a, Alphabet b) {
        TreeSet<Integer> cuts = new TreeSet<>();
        for (int start : a.starts) {
            cuts.add(start);
        }
        for (int start : b.starts) {
            cuts.add(start);
        }
        int[] starts = cuts.stream().mapToInt(Integer::intValue).toArray();
        int[] classes = new int[starts.length];
        int[] first = new int[starts.length];
        int[] second = new int[starts.length];
        Map<Long, Integer> known = new HashMap<>();
        for (int i = 0; i < starts.length; i++) {
            int one = a.classOf(starts[i]);
            int two = b.classOf(starts[i]);
            Integer id = known.putIfAbsent(((long) one << 32) | two, known.size());
            classes[i] = id == null ? known.size() - 1 : id;
            first[classes[i]] = one;
            second[classes[i]] = two;
        }
        return new Both(new Alphabet(starts, classes, known.size()), first, second);
    }

    int size() {
        return size;
    }

    int classOf(int codePoint) {
        return codePoint < 128 ? ascii[codePoint] : classes[run(codePoint)];
    }

    /** The number of the run that a code point is in. */
    int run(int codePoint) {
        int found = Arrays.binarySearch(starts, codePoint);
        return found >= 0 ? found : -found - 2;
    }

    /** By class, the kinds that some character in it is of; see {@link Kinds}. */
    int[] kinds() {
        int[] kinds = new int[size];
        for (int run = 0; run < starts.length; run++) {
            int end = run + 1 < starts.length ? starts[run + 1] - 1 : Character.MAX_CODE_POINT;
            kinds[classes[run]] |= Kinds.among(starts[run], end);
        }
        return kinds;
    }

    int runs() {
        return starts.length;
    }

    int startOf(int run) {
        return starts[run];
    }

    int classOfRun(int run) {
        return classes[run];
    }
}
