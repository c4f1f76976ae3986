package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.journal.KeyTable;
import org.dasllm.harvest.journal.RequestKey;
import org.dasllm.harvest.teacher.Teacher;

/**
 * The requests that samples come to, equal ones once, by numbers from 0. Bodies are made when they are needed and not kept, so that
 * a request takes some 60 bytes beside its sample.
 */
final class Requests {
    private static final int KEYS_AT_ONCE = 8192;

    private final Teacher teacher;
    private final List<Sample> samples;
    private final PromptMasking masking;
    private final int draws;
    private final KeyTable numbers = new KeyTable();
    /** Of each answer that is wanted, its request: those of the first sample, then those of the second, and so on. */
    private final int[] ofAnswer;
    /** Of each request, the first answer that needs it. */
    private int[] firstAnswer;

    /** @param draws how many answers each sample is to have */
    Requests(Teacher teacher, List<Sample> samples, PromptMasking masking, int draws) {
        this.teacher = teacher;
        this.samples = samples;
        this.masking = masking;
        this.draws = draws;
        this.ofAnswer = new int[Math.multiplyExact(samples.size(), draws)];
        this.firstAnswer = new int[ofAnswer.length];
        // By all cores, and a part at a time: a million keys take a hundred megabytes.
        String[] keys = new String[Math.min(KEYS_AT_ONCE, ofAnswer.length)];
        for (int from = 0; from < ofAnswer.length; from += keys.length) {
            int first = from;
            Arrays.parallelSetAll(keys, i -> first + i < ofAnswer.length ? key(first + i, body(first + i)) : "");
            for (int i = from; i < Math.min(from + keys.length, ofAnswer.length); i++) {
                int next = numbers.size();
                ofAnswer[i] = (int) numbers.putIfAbsent(keys[i - from], next);
                if (ofAnswer[i] == next) {
                    firstAnswer[next] = i;
                }
            }
        }
        firstAnswer = Arrays.copyOf(firstAnswer, numbers.size());
    }

    private JsonNode body(int answer) {
        return teacher.request(masking.masked(samples.get(answer / draws).prompt()), answer % draws);
    }

    private String key(int answer, JsonNode body) {
        return RequestKey.ofDraw(teacher.key(body), answer % draws);
    }

    /** How many answers are wanted for all samples together. */
    int answers() {
        return ofAnswer.length;
    }

    /** The sample that an answer is for, under a name of its own. */
    Sample sample(int answer) {
        Sample sample = samples.get(answer / draws);
        int draw = answer % draws;
        return draw == 0 ? sample : sample.withId(sample.id() + "#" + (draw + 1));
    }

    /** Of each key, its request's number. */
    KeyTable numbers() {
        return numbers;
    }

    int size() {
        return firstAnswer.length;
    }

    int ofAnswer(int answer) {
        return ofAnswer[answer];
    }

    /** Of a request, the first sample that needs it. */
    Sample firstSample(int request) {
        return samples.get(firstAnswer[request] / draws);
    }

    /** Which of the answers to its prompt a request is for, from 0. */
    int draw(int request) {
        return firstAnswer[request] % draws;
    }

    /** The request of a key; -1 where it is none of these. */
    int number(String key) {
        return (int) numbers.get(key, -1);
    }

    Ask ask(int request) {
        int answer = firstAnswer[request];
        JsonNode body = body(answer);
        return new Ask(key(answer, body), sample(answer).id(), body);
    }

    /** By what name journals of version 1 know the requests: of such a name, the request's number. */
    KeyTable oldNames() {
        KeyTable names = new KeyTable();
        for (int i = 0; i < size(); i++) {
            if (firstAnswer[i] % draws == 0) {
                names.putIfAbsent(teacher.hash(body(firstAnswer[i])), i);
            }
        }
        return names;
    }

    /** Those requests, in order, each made when it is taken. */
    Iterator<Ask> those(Predicate<Integer> wanted) {
        return new Iterator<>() {
            private int next = after(0);

            private int after(int from) {
                int request = from;
                while (request < size() && !wanted.test(request)) {
                    request++;
                }
                return request;
            }

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Ask next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Ask ask = ask(next);
                next = after(next + 1);
                return ask;
            }
        };
    }
}
