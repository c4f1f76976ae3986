package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Asks all teachers, at the same time where it asks and one after the other where it reads: each has its own journal, rates and budget, and
 * looks into the journals of the others, which must be at rest then. Teachers that would send the same request, as one that stands in
 * the configuration twice, come one after the other, so that it is paid for once.
 */
final class TeachersAsking implements AutoCloseable {
    private final Map<String, TeacherHarvest> teachers;
    private final HarvestMode mode;
    private final SharedProgress shared;
    private final Map<String, TeacherHarvest.Answered> answered = new LinkedHashMap<>();
    /** Why teachers ended early. */
    private final Map<String, RuntimeException> ended = new LinkedHashMap<>();

    /** @param shared of all teachers; one that is asked alone reports by itself */
    TeachersAsking(Map<String, TeacherHarvest> teachers, HarvestMode mode, SharedProgress shared) {
        this.teachers = teachers;
        this.mode = mode;
        this.shared = shared;
    }

    /**
     * Asks to the end. Where one ends early, such as by its budget, the others are asked all the same.
     *
     * @param beside a file in whose folder labels are kept for a while
     * @return what came, by the teachers' names and in their order; open as long as this is
     * @throws DasllmException why the first of those ended that did, with everything answered kept in the journals
     */
    Map<String, TeacherHarvest.Answered> run(List<Sample> samples, Path beside) {
        Collection<String> left = teachers.keySet();
        while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
            left = together(left, samples, beside);
        }
        RuntimeException first = null;
        for (String name : teachers.keySet()) {
            RuntimeException why = ended.get(name);
            if (first == null) {
                first = why;
            } else if (why != null) {
                first.addSuppressed(why);
            }
        }
        if (first != null) {
            throw first;
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("the harvest was interrupted");
        }
        Map<String, TeacherHarvest.Answered> inOrder = new LinkedHashMap<>();
        teachers.keySet().forEach(name -> inOrder.put(name, Objects.requireNonNull(answered.get(name), name)));
        return inOrder;
    }

    /** @return those that have to wait for these */
    private List<String> together(Collection<String> names, List<Sample> samples, Path beside) {
        List<String> later = new ArrayList<>();
        Map<String, TeacherAsking> asking = new LinkedHashMap<>();
        try {
            for (String name : names) {
                if (!open(name, samples, asking)) {
                    later.add(name);
                }
            }
            requireKnown(mode.submittedAgain(), asking.values(), later);
            sideBySide("", asking, TeacherAsking::open, TeacherAsking::ask);
            each(asking, (name, one) -> one.read(beside));
            sideBySide(" once more for what cannot be used", asking, TeacherAsking::openAgain, TeacherAsking::askAgain);
            each(asking, (name, one) -> answered.put(name, one.answered()));
            return later;
        } finally {
            asking.values().forEach(TeacherAsking::close);
        }
    }

    /** @return false where it would send what another one sends now */
    private boolean open(String name, List<Sample> samples, Map<String, TeacherAsking> asking) {
        try {
            TeacherAsking opened = Objects.requireNonNull(teachers.get(name)).open(samples);
            if (asking.values().stream().anyMatch(opened::sharesRequestsWith)) {
                opened.close();
                return false;
            }
            asking.put(name, opened);
        } catch (DasllmException refused) {
            ended(name, refused);
        }
        return true;
    }

    /** Refuses names of batches that no journal has; those who are asked later may have them. */
    private static void requireKnown(Set<String> batches, Collection<TeacherAsking> asking, List<String> later) {
        Set<String> underWay = new TreeSet<>();
        asking.forEach(each -> underWay.addAll(each.batchesUnderWay()));
        for (String name : batches) {
            if (!underWay.contains(name) && later.isEmpty()) {
                throw DasllmException.usage(
                        "--submit-again names the batch " + name
                                + ", and no journal of this harvest has one of that name under way",
                        underWay.isEmpty()
                                ? "Leave the option out"
                                : "Those under way are " + String.join(", ", underWay));
            }
        }
    }

    private void sideBySide(
            String what,
            Map<String, TeacherAsking> asking,
            ToIntFunction<TeacherAsking> open,
            Consumer<TeacherAsking> step) {
        Map<String, Runnable> works = new LinkedHashMap<>();
        long total = 0;
        for (Map.Entry<String, TeacherAsking> each : asking.entrySet()) {
            int wanted = open.applyAsInt(each.getValue());
            if (wanted > 0) {
                works.put(each.getKey(), () -> step.accept(each.getValue()));
                total += wanted;
            }
        }
        if (works.isEmpty()) {
            return;
        }
        boolean several = teachers.size() > 1;
        if (several) {
            shared.start("Asking " + String.join(", ", works.keySet()) + what, total, "answers");
        }
        SideBySide.run(works, this::tell).forEach((name, why) -> {
            ended.put(name, why);
            Objects.requireNonNull(asking.remove(name)).close();
        });
        if (several) {
            shared.finish();
        }
    }

    private interface Step {
        void of(String name, TeacherAsking asking);
    }

    private void each(Map<String, TeacherAsking> asking, Step step) {
        for (Map.Entry<String, TeacherAsking> each : List.copyOf(asking.entrySet())) {
            try {
                step.of(each.getKey(), each.getValue());
            } catch (DasllmException refused) {
                ended(each.getKey(), refused);
                Objects.requireNonNull(asking.remove(each.getKey())).close();
            }
        }
    }

    private void ended(String name, RuntimeException why) {
        tell(name, why);
        ended.put(name, why);
    }

    private void tell(String name, @Nullable RuntimeException why) {
        if (teachers.size() > 1 && why instanceof DasllmException) {
            shared.tell("The teacher '" + name + "' ended early: " + why.getMessage());
        }
    }

    @Override
    public void close() {
        answered.values().forEach(TeacherHarvest.Answered::close);
    }
}
