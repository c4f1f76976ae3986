package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.dasllm.harvest.teacher.Teacher;

/** Works on a batch one request a poll, over a teacher that answers at once, until its time runs out. */
final class SlowBatchTeacher implements BatchTeacher {
    private final Teacher teacher;
    private final int polls;
    private final Map<String, Map<String, JsonNode>> open = new HashMap<>();
    private final Map<String, Map<String, BatchOutcome>> done = new HashMap<>();
    private final Map<String, Integer> polled = new HashMap<>();

    /** @param polls after how many of them a batch's time has run out */
    SlowBatchTeacher(Teacher teacher, int polls) {
        this.teacher = teacher;
        this.polls = polls;
    }

    @Override
    public String submit(String name, Map<String, JsonNode> requests) {
        String id = "batch_" + name;
        open.put(id, new LinkedHashMap<>(requests));
        done.put(id, new HashMap<>());
        return id;
    }

    @Override
    public Optional<String> find(String name) {
        return Optional.of("batch_" + name).filter(done::containsKey);
    }

    @Override
    public State poll(String id) throws InterruptedException {
        Map<String, JsonNode> left = Objects.requireNonNull(open.get(id));
        if (!left.isEmpty() && polled.merge(id, 1, Integer::sum) <= polls) {
            String hash = left.keySet().iterator().next();
            JsonNode body = Objects.requireNonNull(left.remove(hash));
            outcomes(id).put(hash, new BatchOutcome.Replied(teacher.ask(body)));
            return State.UNDER_WAY;
        }
        left.keySet().forEach(hash -> outcomes(id).put(hash, new BatchOutcome.Expired()));
        left.clear();
        return State.ENDED;
    }

    @Override
    public void collect(String id, BiConsumer<String, BatchOutcome> each) {
        List<String> hashes = new ArrayList<>(outcomes(id).keySet());
        Collections.shuffle(hashes, new Random(7));
        hashes.forEach(
                hash -> each.accept(hash, Objects.requireNonNull(outcomes(id).get(hash))));
    }

    private Map<String, BatchOutcome> outcomes(String id) {
        return Objects.requireNonNull(done.get(id));
    }
}
