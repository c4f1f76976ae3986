package org.dasllm.gateway.server;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;
import org.dasllm.gateway.record.Captured;
import org.dasllm.gateway.record.RoomLeft;
import org.dasllm.gateway.record.Unrecorded;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.jspecify.annotations.Nullable;

/** The bytes of one exchange as they pass, as long as there is room for them. On the connection's thread. */
final class Capture {
    private final RoomLeft room;
    private final long most;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream(1024);
    private long taken;
    private @Nullable Unrecorded given;

    /** @param most bytes of an exchange */
    Capture(RoomLeft room, long most) {
        this.room = room;
        this.most = most;
    }

    /** Whether it still can be recorded. */
    boolean open() {
        return given == null;
    }

    /** Why not; only where it cannot. */
    Optional<Unrecorded> given() {
        return Optional.ofNullable(given);
    }

    void asked(byte[] piece) {
        add(request, piece);
    }

    void answered(byte[] piece) {
        add(reply, piece);
    }

    private void add(ByteArrayOutputStream to, byte[] piece) {
        if (given != null) {
            return;
        }
        if (taken + piece.length > most) {
            giveUp(Unrecorded.TOO_LARGE);
        } else if (!room.take(piece.length)) {
            giveUp(Unrecorded.NO_ROOM);
        } else {
            taken += piece.length;
            to.writeBytes(piece);
        }
    }

    /** It is not going to be recorded. */
    void giveUp(Unrecorded reason) {
        if (given == null) {
            given = reason;
            room.giveBack(taken);
            taken = 0;
            request.reset();
            reply.reset();
        }
    }

    /** All of it; what it has taken of the room goes with it. */
    Captured whole(
            String name,
            TrafficProtocol protocol,
            Instant at,
            long latencyMillis,
            Optional<String> conversation,
            Optional<String> requestEncoding,
            int status,
            HttpHeaders headers) {
        taken = 0;
        return new Captured(
                name,
                protocol,
                at,
                latencyMillis,
                conversation,
                requestEncoding,
                request.toByteArray(),
                status,
                headers,
                reply.toByteArray());
    }
}
