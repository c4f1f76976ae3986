/** What the operations of one pass share: its memory and threads, its handles, and operands in the types that they are read in. */
@NullMarked
package org.dasllm.onednn.pass;

import org.jspecify.annotations.NullMarked;
