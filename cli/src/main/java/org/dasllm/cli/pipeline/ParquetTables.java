package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.dasllm.dataset.parquet.ParquetRows;
import org.dasllm.harvest.recorded.TableReader;

/** Lets the harvest read Parquet by the libraries of the curation. */
public final class ParquetTables implements TableReader {
    @Override
    public void read(Path parquet, Consumer<String> each) {
        ParquetRows.read(parquet, each);
    }
}
