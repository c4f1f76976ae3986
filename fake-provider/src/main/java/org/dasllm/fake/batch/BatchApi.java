package org.dasllm.fake.batch;

import org.dasllm.fake.vendor.Call;

/** One vendor's batch interface. Safe for use by several threads. */
public interface BatchApi {

    /** Whether this is an address of it. */
    boolean takes(String method, String path);

    /**
     * Answers a request.
     *
     * @param body as it came
     * @throws org.dasllm.fake.vendor.Refused saying what is wrong with it
     */
    BatchReply reply(String method, Call call, byte[] body);

    /** An address whose protocol says where the key is and how errors look. */
    String protocolPath();
}
