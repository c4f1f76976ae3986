/**
 * A chat over HTTP as a client has it: a transport, which sends bytes and names what keeps an answer from arriving, and a codec
 * of the server's protocol; and the download of files with the same names of faults.
 */
@NullMarked
package org.dasllm.wire.client;

import org.jspecify.annotations.NullMarked;
