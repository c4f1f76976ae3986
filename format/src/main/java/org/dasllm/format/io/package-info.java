/** Files that are either whole or absent, hashes, JSON Lines. */
@NullMarked
package org.dasllm.format.io;

import org.jspecify.annotations.NullMarked;
