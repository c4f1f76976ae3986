/** Which files a backup holds, and the list of them that is kept. */
@NullMarked
package org.dasllm.backup.snapshot;

import org.jspecify.annotations.NullMarked;
