/** Live traffic as the gateway records it: which requests there are, and the samples that their exchanges make. */
@NullMarked
package org.dasllm.harvest.traffic;

import org.jspecify.annotations.NullMarked;
