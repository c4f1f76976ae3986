/** What the hub says of a model and its files, and why it refuses. */
@NullMarked
package org.dasllm.hub.api;

import org.jspecify.annotations.NullMarked;
