package org.dasllm.harvest.ledger;

import java.util.Set;
import org.dasllm.wire.chat.ChatReply;
import org.jspecify.annotations.Nullable;

/** Whether an attempt that brought no answer may be on the vendor's bill all the same. */
public final class Billing {
    /**
     * What proxies and gateways say when they stop waiting for a server that may well go on and answer: 408, 499, 502, 504, and
     * those of large content delivery networks. Any other error's status is the server's own word that there is no answer.
     */
    private static final Set<Integer> GIVEN_UP_WAITING = Set.of(408, 499, 502, 504, 520, 522, 523, 524, 598, 599);

    private Billing() {}

    /**
     * What arrived and could not be read is paid for, and its cost is not known; what was sent and whose answer never came, or was cut
     * off on its way, may be.
     */
    public static boolean mayBeBilled(ChatReply.Failed failed) {
        boolean arrived = failed.raw() != null;
        boolean cutOff = failed.status() == null && failed.remedy() == ChatReply.Remedy.RETRY;
        return arrived || cutOff || gaveUpWaiting(failed.status());
    }

    private static boolean gaveUpWaiting(@Nullable Integer status) {
        return status != null && GIVEN_UP_WAITING.contains(status);
    }
}
