package org.dasllm.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.fake.exchange.Fault;

/** A fake vendor in a process of its own, for clients in other languages. */
final class FakeProviderProcess {
    private FakeProviderProcess() {}

    /**
     * Runs until it is ended, and says its address first.
     *
     * @param arguments the key that requests must bring, and the faults that every request has the first times, if any; {@code batches}
     *     among them for batches of which a fifth expires, a fifth fails and a line is bad the first time
     */
    public static void main(String[] arguments) throws InterruptedException {
        FakeProviderConfig config = FakeProviderConfig.honest();
        if (arguments.length > 0) {
            config = config.withSecret(arguments[0]);
        }
        List<Fault> listed = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("batches")) {
                config = config.with(new BatchFaults(2, 1, 0.2, 0.2, 1, true, 0, 0));
            } else {
                listed.add(Fault.valueOf(arguments[i].toUpperCase(Locale.ROOT)));
            }
        }
        Fault[] faults = listed.toArray(new Fault[0]);
        try (FakeProvider provider = new FakeProvider(config.with(FaultSchedule.first(faults)))) {
            System.out.println(provider.url());
            new CountDownLatch(1).await();
        }
    }
}
