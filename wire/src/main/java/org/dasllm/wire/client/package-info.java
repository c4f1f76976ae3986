/**
 * A chat over HTTP as a client has it: a transport, which sends bytes and names what keeps an answer from arriving, and a codec
 * of the server's protocol.
 */
@NullMarked
package org.dasllm.wire.client;

import org.jspecify.annotations.NullMarked;
