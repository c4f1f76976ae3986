package org.dasllm.dataset.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.curate.CurationRun;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTablesTest {
    private final SparkSession session = SparkForTests.session();

    @TempDir
    Path dir;

    @BeforeEach
    void database() {
        session.sql(
                "create database support location '" + dir.resolve("warehouse").toUri() + "'");
    }

    @AfterEach
    void drop() {
        session.sql("drop database support cascade");
    }

    private String curated(int rows) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(Json.line(new Sample(
                    "s" + i,
                    "g" + i,
                    "train",
                    List.of(Message.user("request " + i * 7919)),
                    "x",
                    null,
                    Map.of(),
                    "t")));
        }
        Path input = Files.write(dir.resolve("in.jsonl"), lines);
        String out = dir.resolve("out").toString();
        CurationRun.runOn(
                CurateConfigs.parse("{}", "the test"),
                Optional.empty(),
                List.of(input.toString()),
                out,
                session,
                Progress.SILENT);
        return out;
    }

    private long rows(String table) {
        return session.table(table).count();
    }

    @Test
    void theTablesAreTheFoldersOfEveryNight() throws Exception {
        DatasetTables tables = new DatasetTables("support.nightly_");
        String out = curated(7);
        tables.check(out, session);
        tables.publish(out, session);
        assertThat(rows("support.nightly_train")).isEqualTo(7);
        assertThat(rows("support.nightly_test")).isZero();
        assertThat(rows("support.nightly_ledger")).isEqualTo(7);
        curated(9);
        tables.check(out, session);
        tables.publish(out, session);
        assertThat(rows("support.nightly_train")).isEqualTo(9);
        session.sql("drop table support.nightly_train");
        assertThat(dir.resolve("out").resolve("train")).isNotEmptyDirectory();
    }

    @Test
    void aTableOfAnotherPlaceAndAnAbsentDatabaseAreOneLine() {
        session.sql("create table support.train using parquet as select 1 as one");
        String out = dir.resolve("out").toString();
        assertThatThrownBy(() -> new DatasetTables("support.").check(out, session))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("There is a table support.train already");
        assertThat(rows("support.train")).isEqualTo(1);
        assertThatThrownBy(() -> new DatasetTables("nowhere.").check(out, session))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("There is no database nowhere");
        new DatasetTables("").check(out, session);
    }
}
