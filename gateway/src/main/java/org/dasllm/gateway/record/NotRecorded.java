package org.dasllm.gateway.record;

import java.util.Optional;

/** An exchange is not to be recorded, or cannot be. */
final class NotRecorded extends Exception {
    private static final long serialVersionUID = 1L;

    private final Unrecorded reason;
    private final transient Optional<String> remedy;

    NotRecorded(Unrecorded reason) {
        this(reason, Optional.empty());
    }

    /** @param remedy a sentence for whoever runs the gateway, where something can be done about it; the same for all such exchanges */
    NotRecorded(Unrecorded reason, Optional<String> remedy) {
        super(reason.word(), null, false, false);
        this.reason = reason;
        this.remedy = remedy;
    }

    Unrecorded reason() {
        return reason;
    }

    Optional<String> remedy() {
        return remedy;
    }
}
