package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.dasllm.dataset.files.LocalPath;
import org.dasllm.format.error.DasllmException;

/**
 * What a curation reads.
 *
 * @param files JSON Lines
 * @param tables what Spark reads by itself
 */
record Inputs(List<Path> files, List<TableSource> tables) {
    Inputs {
        files = List.copyOf(files);
        tables = List.copyOf(tables);
    }

    static Inputs ofLocal(List<java.nio.file.Path> files) {
        return new Inputs(files.stream().map(LocalPath::of).toList(), List.of());
    }

    /** As a command line names them: paths as for {@code hadoop fs}, and what {@link TableSource#parse} takes. */
    static Inputs parse(List<String> written) {
        List<Path> files = new ArrayList<>();
        List<TableSource> tables = new ArrayList<>();
        for (String name : written) {
            Optional<TableSource> table = TableSource.parse(name);
            table.ifPresentOrElse(tables::add, () -> files.add(path(name)));
        }
        return new Inputs(files, tables);
    }

    static Path path(String written) {
        try {
            return new Path(written);
        } catch (IllegalArgumentException e) {
            throw DasllmException.usage(
                    "'" + written + "' is not a path", "Where a name has a colon, write the scheme before the path");
        }
    }
}
