/** The append-only record of every request and every paid answer. */
@NullMarked
package org.dasllm.harvest.journal;

import org.jspecify.annotations.NullMarked;
