package org.dasllm.dataset.curate;

import java.util.List;
import java.util.Map;
import org.dasllm.dataset.files.OutputFolder;

/**
 * {@code manifest.json} of a dataset: what it consists of, by hash.
 *
 * @param version of this layout, 2; 1 had no gates
 * @param rows SHA-256 over the rows of each split and of the quarantine, sorted: the same wherever and however it was computed
 * @param gates by name, whether each holds
 * @param files all files but this one, by name
 */
record DatasetManifest(
        int version, Map<String, String> rows, Map<String, Boolean> gates, List<OutputFolder.Written> files) {
    static final String NAME = "manifest.json";
}
