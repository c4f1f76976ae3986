/** How fast training, generation and export are on this machine, and how near to what it could do. */
@NullMarked
package org.dasllm.cli.bench;

import org.jspecify.annotations.NullMarked;
