package org.dasllm.harvest.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream that may have no end, in bounded memory. */
public final class LineReader {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final int most;

    /** @param most bytes of a line that are kept */
    public LineReader(InputStream in, int most) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.most = most;
    }

    /** Without its line break; empty at the end. */
    public Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        while (read >= 0 && read != '\n') {
            if (line.size() < most) {
                line.write(read);
            }
            read = in.read();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
