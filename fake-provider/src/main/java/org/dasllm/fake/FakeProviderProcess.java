package org.dasllm.fake;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** A fake vendor in a process of its own, for clients in other languages. */
final class FakeProviderProcess {
    private FakeProviderProcess() {}

    /**
     * Runs until it is ended, and says its address first.
     *
     * @param arguments the key that requests must bring, and the faults that every request has the first times, if any
     */
    public static void main(String[] arguments) throws InterruptedException {
        FakeProviderConfig config = FakeProviderConfig.honest();
        if (arguments.length > 0) {
            config = config.withSecret(arguments[0]);
        }
        Fault[] faults = new Fault[Math.max(0, arguments.length - 1)];
        for (int i = 0; i < faults.length; i++) {
            faults[i] = Fault.valueOf(arguments[i + 1].toUpperCase(Locale.ROOT));
        }
        try (FakeProvider provider = new FakeProvider(config.with(FaultSchedule.first(faults)))) {
            System.out.println(provider.url());
            new CountDownLatch(1).await();
        }
    }
}
