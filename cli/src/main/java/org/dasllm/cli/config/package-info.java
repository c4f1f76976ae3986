/** One YAML file, read into records, with every error at once. */
@NullMarked
package org.dasllm.cli.config;

import org.jspecify.annotations.NullMarked;
