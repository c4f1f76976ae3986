package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KnownMasksTest {
    private final MaskVocabulary tokens = new MaskVocabulary(new byte[] @Nullable [] {{'a'}, {'b'}, {}}, Set.of(2));
    private final OutputGrammar grammar = OutputGrammar.ofChoices(List.of("a"));
    private final KnownMasks known = new KnownMasks();

    @Test
    void aThirdGrammarAtATimeIsRefusedAndTheSameOneIsWaitedFor() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        Supplier<OutputGrammar> slow = () -> {
            made.incrementAndGet();
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return grammar;
        };
        CompletableFuture<TokenMasks> first = CompletableFuture.supplyAsync(() -> known.of("1", tokens, slow));
        CompletableFuture<TokenMasks> second = CompletableFuture.supplyAsync(() -> known.of("2", tokens, slow));
        begun.await();
        CompletableFuture<TokenMasks> again = new CompletableFuture<>();
        new Thread(() -> again.complete(known.of("1", tokens, slow))).start();
        assertThatThrownBy(() -> known.of("3", tokens, () -> grammar))
                .isInstanceOfSatisfying(RequestRefused.class, refused -> {
                    RequestRefusal refusal = refused.refusal();
                    assertThat(refusal.status()).isEqualTo(429);
                    assertThat(refusal.retryAfter()).isPresent();
                });
        go.countDown();
        assertThat(again.join()).isSameAs(first.join());
        assertThat(second.join()).isNotSameAs(first.join());
        assertThat(made).hasValue(2);
        assertThat(known.of("3", tokens, () -> grammar)).isNotNull();
    }

    @Test
    void whatFailedIsTriedAgainAndOldOnesAreForgotten() {
        assertThatThrownBy(() -> known.of("x", tokens, () -> {
                    throw new IllegalArgumentException("broken");
                }))
                .hasMessage("broken");
        TokenMasks made = known.of("x", tokens, () -> grammar);
        assertThat(known.of("x", tokens, () -> grammar)).isSameAs(made);
        for (int i = 0; i < 64; i++) {
            known.of("other " + i, tokens, () -> grammar);
        }
        assertThat(known.of("x", tokens, () -> grammar)).isNotSameAs(made);
    }
}
