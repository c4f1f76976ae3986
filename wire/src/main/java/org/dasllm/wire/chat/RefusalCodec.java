package org.dasllm.wire.chat;

/** How a protocol says that a request is not answered. Safe for use by several threads. */
public interface RefusalCodec {

    WireResponse refusal(RequestRefusal refusal);
}
