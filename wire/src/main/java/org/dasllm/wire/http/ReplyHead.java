package org.dasllm.wire.http;

import java.net.http.HttpHeaders;

/**
 * What a server's reply begins with.
 *
 * @param status a redirect's too, since none is followed
 * @param headers as they came, encodings of the body included, since none is undone
 */
public record ReplyHead(int status, HttpHeaders headers) {}
