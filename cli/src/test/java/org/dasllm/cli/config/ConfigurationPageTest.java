package org.dasllm.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.cli.making.PretrainConfig;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.harvest.config.PriceTable;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the records say. Surefire runs this in the project's folder. */
final class ConfigurationPageTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void thePageIsCurrent() throws IOException {
        String page = new ConfigurationPage()
                .file(
                        "A run",
                        "Read by `run`, `harvest`, `curate`, `train`, `evaluate`, `export`, `report`, `serve --config`, `teachers` and `resolve`.",
                        PipelineConfig.class)
                .file("A training of its own", "Read by `pretrain`.", PretrainConfig.class)
                .file("A tokenizer", "Read by `tokenizer`.", TokenizerConfig.class)
                .file(
                        "A table of prices",
                        "`configs/prices.yaml`, and a file that `harvest.price_file` names.",
                        PriceTable.class)
                .text();
        if (Boolean.getBoolean("dasllm.write-docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
