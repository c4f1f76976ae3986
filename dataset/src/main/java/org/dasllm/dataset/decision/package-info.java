/** What people decided about rows, and how it comes back. */
@NullMarked
package org.dasllm.dataset.decision;

import org.jspecify.annotations.NullMarked;
