package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.cache.PullRecord;

/** Where a model's files are put. */
sealed interface Store permits CacheStore, FolderStore {
    /** The folder that is a model's when all is there. */
    Path folder();

    /** Refuses, before anything is written, a place that is used for something else. */
    void require();

    /** Makes ready for the first file. */
    void begin();

    /** Whether a file is at its place with its size. */
    boolean placed(HubFile file);

    /** Whether a file's content is here, if not at its place. */
    boolean kept(HubFile file);

    /** Where what has come of a file's content is kept until all of it is there. */
    Path partial(HubFile file);

    /** Guards a file's content against other transfers of it. */
    Path lock(HubFile file);

    /** Puts a content that is here at its file's place. */
    void place(HubFile file) throws IOException;

    /** Takes in a content that is whole and right, and puts it at its place. */
    void accept(HubFile file, Path whole) throws IOException;

    /** Guards what is written down. */
    Path recordLock();

    /** Writes down where the files are from. */
    void write(PullRecord record);

    /** All is there, and written down. */
    void finish();

    /** What was written down the last time. */
    Optional<PullRecord> recorded();
}
