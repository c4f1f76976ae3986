/** The files that a curation reads, piece by piece and line by line, and the folder that it writes to. */
@NullMarked
package org.dasllm.dataset.files;

import org.jspecify.annotations.NullMarked;
