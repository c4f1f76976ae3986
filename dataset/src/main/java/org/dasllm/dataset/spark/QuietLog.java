package org.dasllm.dataset.spark;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Sends warnings of Spark and Hadoop to a file and nothing to the console. */
final class QuietLog {
    private QuietLog() {}

    static void to(Path file) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        // Also what Log4j has to say of itself, such as that nobody knows this machine's name.
        builder.setStatusLevel(Level.OFF);
        builder.setConfigurationName("dasllm");
        builder.add(builder.newAppender("file", "File")
                // Log4j puts the value of x in the place of ${x}, unless there is one more dollar sign.
                .addAttribute("fileName", file.toString().replace("${", "$${"))
                .addAttribute("append", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%d{ISO8601} %-5p %c{1}: %m%n%ex")));
        builder.add(builder.newRootLogger(Level.WARN).add(builder.newAppenderRef("file")));
        Configurator.reconfigure(builder.build());
    }
}
