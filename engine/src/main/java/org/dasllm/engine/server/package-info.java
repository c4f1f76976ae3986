/** The inference server: HTTP in front, one scheduler behind. */
@NullMarked
package org.dasllm.engine.server;

import org.jspecify.annotations.NullMarked;
