/** What a configuration record says about its keys: defaults, and paths that must exist. */
@NullMarked
package org.dasllm.format.config;

import org.jspecify.annotations.NullMarked;
