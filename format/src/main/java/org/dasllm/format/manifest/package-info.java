/** What a run has done, with hashes. */
@NullMarked
package org.dasllm.format.manifest;

import org.jspecify.annotations.NullMarked;
