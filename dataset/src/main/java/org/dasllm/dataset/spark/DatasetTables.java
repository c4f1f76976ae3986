package org.dasllm.dataset.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.format.error.DasllmException;

/**
 * The Parquet folders of a dataset as tables of Spark's catalog, such as {@code support.train}. They are external: a table is the folder at its
 * place, so that readers see a dataset whole or not at all here too, and a table that is dropped takes no file with it.
 *
 * @param prefix stands before the folders' names; empty for no tables
 */
record DatasetTables(String prefix) {
    private static final List<String> FOLDERS = List.of("train", "validation", "test", "quarantine", "ledger");

    /**
     * Looks for tables that have the names already, before anything is written.
     *
     * @throws DasllmException when one is of another place, or its database is absent
     */
    void check(String out, SparkSession session) {
        int dot = prefix.lastIndexOf('.');
        if (dot > 0 && !session.catalog().databaseExists(prefix.substring(0, dot))) {
            throw DasllmException.input(
                    "There is no database " + prefix.substring(0, dot) + " for the tables",
                    "Create it, or give another prefix");
        }
        for (String folder : folders()) {
            String place = place(out, folder, session.sparkContext().hadoopConfiguration());
            try {
                if (exists(folder, session) && !location(folder, session).equals(place)) {
                    throw DasllmException.input(
                            "There is a table " + prefix + folder + " already, which is not " + place,
                            "Give another prefix with --tables, or drop the table");
                }
            } catch (DasllmException e) {
                throw e;
            } catch (Exception e) { // Spark throws checked exceptions that no signature names
                throw refused(folder, e);
            }
        }
    }

    /** Makes the tables, or lets Spark forget what it knew of their files. */
    void publish(String out, SparkSession session) {
        for (String folder : folders()) {
            try {
                if (exists(folder, session)) {
                    session.catalog().refreshTable(prefix + folder);
                } else {
                    session.catalog()
                            .createTable(
                                    prefix + folder,
                                    place(out, folder, session.sparkContext().hadoopConfiguration()),
                                    "parquet");
                }
            } catch (Exception e) {
                throw refused(folder, e);
            }
        }
    }

    private List<String> folders() {
        return prefix.isEmpty() ? List.of() : FOLDERS;
    }

    private boolean exists(String folder, SparkSession session) {
        return session.catalog().tableExists(prefix + folder);
    }

    private String location(String folder, SparkSession session) {
        for (Row row : session.sql("DESCRIBE FORMATTED " + prefix + folder).collectAsList()) {
            if ("Location".equals(row.getString(0))) {
                return qualified(
                        new Path(row.getString(1)), session.sparkContext().hadoopConfiguration());
            }
        }
        return "";
    }

    private static String place(String out, String folder, Configuration hadoop) {
        return qualified(new Path(out, folder), hadoop);
    }

    /** With the file system's scheme and authority, in one spelling. */
    private static String qualified(Path path, Configuration hadoop) {
        try {
            return path.getFileSystem(hadoop).makeQualified(path).toString();
        } catch (IOException e) {
            throw DasllmException.input(
                    "The folder " + path + " cannot be followed (" + e.getMessage() + ")", "Check the path", e);
        }
    }

    private DasllmException refused(String folder, Exception e) {
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return DasllmException.input(
                "The table " + prefix + folder + " cannot be made (" + said + ")",
                "Check the prefix, that its database is there, and the catalog's settings",
                e);
    }
}
