package org.dasllm.hub.api;

import org.dasllm.hub.name.ContentName;

/**
 * A file of a model at one commit.
 *
 * @param name its path in the repository
 * @param bytes its size; -1 where it is not known yet
 * @param etag what the hub calls its content by, see {@link ContentName}; empty where it is not known yet
 */
public record HubFile(String name, long bytes, String etag) {

    /** Whether size and content's name are known, as a transfer needs them. */
    public boolean known() {
        return bytes >= 0 && ContentName.known(etag);
    }
}
