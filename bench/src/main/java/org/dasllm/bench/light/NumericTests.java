package org.dasllm.bench.light;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Test classes, named as arguments, run outside of a build: one line of JSON for each as soon as it has ended. For the
 * tests of generation and training on a machine that has a card and no Maven.
 */
public final class NumericTests {
    private NumericTests() {}

    public static void main(String[] names) throws JsonProcessingException, ClassNotFoundException {
        ObjectMapper json = new ObjectMapper();
        boolean failed = false;
        for (String name : names) {
            TestRun run = TestRun.of(Class.forName(name));
            System.out.println(json.writeValueAsString(run));
            failed |= !run.failures().isEmpty();
        }
        System.exit(failed ? 1 : 0);
    }
}
