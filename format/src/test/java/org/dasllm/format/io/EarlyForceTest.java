package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EarlyForceTest {
    @Test
    void aShortFileIsForcedAtItsEndOnly() throws Exception {
        AtomicInteger forced = new AtomicInteger();
        EarlyForce early = new EarlyForce(forced::incrementAndGet);
        early.at(EarlyForce.EVERY - 1);
        early.await();
        assertThat(forced).hasValue(0);
    }

    @Test
    void aLongOneIsForcedWhileItIsWrittenAndNotTwiceAtATime() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        AtomicInteger forced = new AtomicInteger();
        EarlyForce early = new EarlyForce(() -> {
            forced.incrementAndGet();
            try {
                disk.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        });
        early.at(EarlyForce.EVERY);
        early.at(2 * EarlyForce.EVERY);
        disk.countDown();
        early.await();
        assertThat(forced).hasValue(1);
        early.at(2 * EarlyForce.EVERY);
        early.await();
        assertThat(forced).hasValue(2);
    }

    @Test
    void whatTheDiskLostIsTold() throws Exception {
        EarlyForce early = new EarlyForce(() -> {
            throw new IOException("No space left on device");
        });
        early.at(EarlyForce.EVERY);
        assertThatThrownBy(early::await).isInstanceOf(IOException.class).hasMessage("No space left on device");
    }
}
