/** A folder that is signed as a whole: its files, its signatures, and what the two say of each other. */
@NullMarked
package org.dasllm.signing.folder;

import org.jspecify.annotations.NullMarked;
