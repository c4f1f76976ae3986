package org.dasllm.onednn.pass;

/** What a tensor of a pass belongs to: the pass as a whole, or a scope within it. Once that has ended, it is refused. */
public final class Region {
    public final OpenPass pass;
    private boolean ended;

    Region(OpenPass pass) {
        this.pass = pass;
    }

    void end() {
        ended = true;
    }

    public void checkOpen() {
        pass.checkOpen();
        if (ended) {
            throw new IllegalStateException("The scope that this was made in has ended");
        }
    }
}
