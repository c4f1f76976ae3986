package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RequestBodyTest {
    private static CompletableFuture<Object> collect(RequestBody body, int limit) {
        return body.collect(limit)
                .<Object>thenApply(bytes -> bytes.length)
                .exceptionally(fault -> {
                    Throwable why = fault.getCause() == null ? fault : fault.getCause();
                    return "refused with " + ((HttpRefused) why).status();
                })
                .toCompletableFuture();
    }

    @Test
    void manyBodiesTogetherTakeNoMoreThanThereIs() {
        BodyBudget budget = new BodyBudget(10);
        RequestBody first = new RequestBody(budget);
        RequestBody second = new RequestBody(budget);
        CompletableFuture<Object> one = collect(first, 100);
        CompletableFuture<Object> two = collect(second, 100);
        first.received(new byte[6]);
        second.received(new byte[6]);
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
        first.end();
        second.end();
        assertThat(one).isCompletedWithValue(6);
        assertThat(two).isCompletedWithValue("refused with 503");

        RequestBody third = new RequestBody(budget);
        CompletableFuture<Object> three = collect(third, 100);
        third.received(new byte[10]);
        third.forget();
        assertThat(three).isNotDone();
        RequestBody fourth = new RequestBody(budget);
        CompletableFuture<Object> four = collect(fourth, 100);
        fourth.received(new byte[10]);
        fourth.end();
        assertThat(four).isCompletedWithValue(10);
    }

    @Test
    void whatIsTooLargeTakesNothing() {
        BodyBudget budget = new BodyBudget(10);
        RequestBody large = new RequestBody(budget);
        CompletableFuture<Object> refused = collect(large, 5);
        large.received(new byte[5]);
        large.received(new byte[1]);
        assertThat(budget.take(10)).isTrue();
        large.end();
        assertThat(refused).isCompletedWithValue("refused with 413");
    }

    @Test
    void aBodyThatNobodyWantsIsReadToAnEndAndNoFurther() {
        RequestBody unwanted = new RequestBody(new BodyBudget(0));
        byte[] piece = new byte[1 << 20];
        int pieces = 0;
        while (unwanted.received(piece)) {
            pieces++;
        }
        assertThat(pieces).isEqualTo(64);
    }
}
