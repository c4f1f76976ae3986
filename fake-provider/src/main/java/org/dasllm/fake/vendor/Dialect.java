package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;

/** One vendor's protocol as its server speaks it. Safe for use by several threads. */
public interface Dialect {

    /** Whether this is an address of it. */
    boolean takes(String path);

    /** The secret of a request, from where this vendor wants it; empty where it is not there. */
    Optional<String> secret(Call call);

    /**
     * Reads a request.
     *
     * @throws Refused saying what is wrong with it
     */
    Asked read(Call call, JsonNode body);

    FakeResponse answer(Call call, Asked asked, Told told);

    /** The answer piece by piece. */
    Events events(Call call, Asked asked, Told told);

    /** @param what {@code RATE_LIMIT}, {@code SERVER_ERROR}, {@code UNAVAILABLE} or {@code OVERLOADED} */
    FakeResponse failure(Call call, Fault what);

    /** A request that is wrong, with the status 400, 401 or 404. */
    FakeResponse refusal(Call call, int status, String message);
}
