package org.dasllm.hub.pull;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.api.ModelInfo;

/**
 * What a pull would bring.
 *
 * @param model as the hub describes it
 * @param accepted whether the hub has shown that it gives a gated model's files to the user's token; false where it is not gated
 * @param folder where the files will be a model's folder
 * @param files all that are needed, sorted by name
 */
public record PullPlan(ModelInfo model, boolean accepted, Path folder, List<Item> files) {

    /**
     * One file.
     *
     * @param here whether its content is here
     * @param cached whether its content is in the cache, for a folder elsewhere
     * @param begun bytes of it that are here from an earlier try
     */
    public record Item(HubFile file, boolean here, boolean cached, long begun) {
        /** Bytes that would come over the network. */
        public long coming() {
            return cached ? 0 : added();
        }

        /** Bytes that would be taken of the disk. */
        long added() {
            return here ? 0 : file.bytes() - begun;
        }

        /** Bytes that need not come. */
        long spared() {
            return file.bytes() - coming();
        }
    }

    public PullPlan {
        files = List.copyOf(files);
    }

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(item -> item.file().bytes()).sum();
    }

    /** Bytes that would come over the network. */
    public long coming() {
        return files.stream().mapToLong(Item::coming).sum();
    }

    /** Bytes that would be taken of the disk, those that are copied from the cache among them. */
    long added() {
        return files.stream().mapToLong(Item::added).sum();
    }
}
