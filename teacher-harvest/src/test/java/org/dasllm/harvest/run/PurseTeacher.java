package org.dasllm.harvest.run;

import java.util.concurrent.atomic.AtomicInteger;

/** Answers so many requests, and refuses the others: its customer's money is gone. */
final class PurseTeacher implements FakeTeacher.Script {
    private final AtomicInteger left;
    private final FakeTeacher.Response refusal;

    PurseTeacher(int paidFor, int status, String body) {
        this.left = new AtomicInteger(paidFor);
        this.refusal = new FakeTeacher.Response(status, body);
    }

    void pay(int answers) {
        left.set(answers);
    }

    @Override
    public FakeTeacher.Response respond(String text, int time) throws InterruptedException {
        if (left.getAndDecrement() > 0) {
            // Answers take longer than refusals, and are under way when the first of those comes.
            Thread.sleep(20);
            return FakeTeacher.answer("label of " + text);
        }
        return refusal;
    }
}
