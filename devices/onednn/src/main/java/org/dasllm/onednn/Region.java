package org.dasllm.onednn;

/** What a tensor of a pass belongs to: the pass as a whole, or a scope within it. Once that has ended, it is refused. */
final class Region {
    final OneDnnPass pass;
    private boolean ended;

    Region(OneDnnPass pass) {
        this.pass = pass;
    }

    void end() {
        ended = true;
    }

    void checkOpen() {
        pass.checkOpen();
        if (ended) {
            throw new IllegalStateException("The scope that this was made in has ended");
        }
    }
}
