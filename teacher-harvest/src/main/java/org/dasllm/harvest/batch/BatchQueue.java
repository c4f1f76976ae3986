package org.dasllm.harvest.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The requests that are to be submitted and are in no batch. */
final class BatchQueue {
    private final Predicate<String> elsewhere;
    private final Deque<BatchRequest> ahead = new ArrayDeque<>();
    private final Deque<String> again = new ArrayDeque<>();
    /** All that were ever in {@code again}: they come from nowhere else any more. */
    private final Set<String> sentBack = new HashSet<>();

    /** @param elsewhere whether a request of that key needs no batch, or has one */
    BatchQueue(Predicate<String> elsewhere) {
        this.elsewhere = elsewhere;
    }

    /** The next one, which stays the next; null where there is none. */
    @Nullable
    BatchRequest peek(BatchHarvest.Wanted wanted) {
        if (ahead.isEmpty()) {
            lookAhead(wanted);
        }
        return ahead.peek();
    }

    /** Takes out what {@link #peek} gave. */
    void take() {
        ahead.remove();
    }

    /** How many of those that come next are known. */
    int known() {
        return ahead.size();
    }

    /** Looks for one more beyond those that are known; whether there is one. */
    boolean lookAhead(BatchHarvest.Wanted wanted) {
        BatchRequest found = null;
        while (found == null && !again.isEmpty()) {
            found = wanted.again().apply(again.poll()).orElse(null);
        }
        while (found == null && wanted.open().hasNext()) {
            BatchRequest request = wanted.open().next();
            // Answers may have come since the requests were listed, of batches of an earlier process.
            found = elsewhere.test(request.key()) || sentBack.contains(request.key()) ? null : request;
        }
        if (found != null) {
            ahead.add(found);
        }
        return found != null;
    }

    /** Its batch had no answer to it. */
    void sendBack(String key) {
        again.addLast(key);
        sentBack.add(key);
    }

    /** What was taken out is in no batch after all. */
    void putBack(List<String> keys) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            again.addFirst(keys.get(i));
        }
        sentBack.addAll(keys);
    }
}
