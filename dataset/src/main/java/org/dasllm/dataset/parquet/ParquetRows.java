package org.dasllm.dataset.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file as JSON objects, in order. One row group is in memory at a time, which most writers make of at most 128 MB.
 */
public final class ParquetRows {
    private static final String REMEDY = "Fetch or make the file again, or write it as JSON Lines";

    private final Path file;
    private long row;

    private ParquetRows(Path file) {
        this.file = file;
    }

    /**
     * Hands every row to {@code each}, as the text of a JSON object that has the columns' names as keys. Columns of null are left out.
     * Lists are arrays, structs and maps with texts as keys are objects, dates and times are texts as ISO 8601 has them, decimals are
     * numbers, and a floating number that is none is null.
     *
     * @throws DasllmException if the file is not whole, or holds a type that JSON has no value for
     */
    public static void read(Path file, Consumer<String> each) {
        ParquetRows rows = new ParquetRows(file);
        try (ParquetFileReader reader = rows.open()) {
            rows.read(reader, each);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private void read(ParquetFileReader reader, Consumer<String> each) throws IOException {
        MessageType schema = reader.getFileMetaData().getSchema();
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
        GroupJson json = new GroupJson(file, schema);
        for (PageReadStore pages = next(reader); pages != null; pages = next(reader)) {
            RecordReader<Group> records = records(columns, pages, schema);
            for (long i = 0; i < pages.getRowCount(); i++) {
                row++;
                each.accept(json.of(record(records)));
            }
        }
    }

    // The library throws exceptions of many kinds at damaged bytes, most of them unchecked: each of its calls is
    // wrapped by itself, so
    // that none of ours is taken for one of them.

    private ParquetFileReader open() throws IOException {
        try {
            return ParquetFileReader.open(
                    new LocalInputFile(file),
                    ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
        } catch (RuntimeException e) {
            throw DasllmException.input(file + " is no whole Parquet file: " + said(e), REMEDY, e);
        }
    }

    private @Nullable PageReadStore next(ParquetFileReader reader) throws IOException {
        try {
            return reader.readNextRowGroup();
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private RecordReader<Group> records(MessageColumnIO columns, PageReadStore pages, MessageType schema) {
        try {
            return columns.getRecordReader(pages, new GroupRecordConverter(schema));
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private Group record(RecordReader<Group> records) {
        try {
            return records.read();
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private DasllmException damaged(RuntimeException e) {
        return DasllmException.input(
                file + ", row " + Math.max(1, row) + " or behind it: the Parquet data are damaged (" + said(e) + ")",
                REMEDY,
                e);
    }

    /** The first line of what the library says of its innermost cause, without the file's name. */
    private String said(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines()
                        .findFirst()
                        .orElse("")
                        .replace(file.toString(), "it")
                        .strip();
    }
}
