package org.dasllm.dataset.curate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** In the place of the local disk, one that takes so many bytes and no more, and says what Linux says then. */
public final class FillingFileSystem extends RawLocalFileSystem {
    static final AtomicLong FREE = new AtomicLong(Long.MAX_VALUE);

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int buffer, short copies, long block, Progressable progress)
            throws IOException {
        return filling(super.create(path, overwrite, buffer, copies, block, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int buffer,
            short copies,
            long block,
            Progressable progress)
            throws IOException {
        return filling(super.create(path, permission, overwrite, buffer, copies, block, progress));
    }

    private FSDataOutputStream filling(FSDataOutputStream out) throws IOException {
        return new FSDataOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        if (FREE.addAndGet(-count) < 0) {
                            throw new IOException("No space left on device");
                        }
                        out.write(bytes, from, count);
                    }

                    @Override
                    public void close() throws IOException {
                        out.close();
                    }
                },
                statistics);
    }
}
