package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.journal.KeyTable;
import org.dasllm.harvest.teacher.Teacher;

/**
 * The requests that samples come to, equal ones once, by numbers from 0. Bodies are made when they are needed and not kept, so that
 * a request takes some 60 bytes beside its sample.
 */
final class Requests {
    private final Teacher teacher;
    private final List<Sample> samples;
    private final PromptMasking masking;
    private final KeyTable numbers = new KeyTable();
    /** Of each sample, its request. */
    private final int[] ofSample;
    /** Of each request, the first sample that needs it. */
    private int[] firstSample;

    Requests(Teacher teacher, List<Sample> samples, PromptMasking masking) {
        this.teacher = teacher;
        this.samples = samples;
        this.masking = masking;
        this.ofSample = new int[samples.size()];
        this.firstSample = new int[samples.size()];
        for (int i = 0; i < ofSample.length; i++) {
            int next = numbers.size();
            ofSample[i] = (int) numbers.putIfAbsent(teacher.key(body(i)), next);
            if (ofSample[i] == next) {
                firstSample[next] = i;
            }
        }
        firstSample = Arrays.copyOf(firstSample, numbers.size());
    }

    private JsonNode body(int sample) {
        return teacher.request(masking.masked(samples.get(sample).prompt()));
    }

    /** Of each key, its request's number. */
    KeyTable numbers() {
        return numbers;
    }

    int size() {
        return firstSample.length;
    }

    int ofSample(int sample) {
        return ofSample[sample];
    }

    /** The request of a key; -1 where it is none of these. */
    int number(String key) {
        return (int) numbers.get(key, -1);
    }

    Ask ask(int request) {
        JsonNode body = body(firstSample[request]);
        return new Ask(teacher.key(body), samples.get(firstSample[request]).id(), body);
    }

    /** By what name journals of version 1 know the requests: of such a name, the request's number. */
    KeyTable oldNames() {
        KeyTable names = new KeyTable();
        for (int i = 0; i < size(); i++) {
            names.putIfAbsent(teacher.hash(body(firstSample[i])), i);
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
