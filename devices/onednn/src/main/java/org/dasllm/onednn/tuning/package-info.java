/** What is decided by a measurement on this machine, once, and kept for later starts. */
@NullMarked
package org.dasllm.onednn.tuning;

import org.jspecify.annotations.NullMarked;
