/** What a curation leaves for that of the next night, so that only what is new is worked out again. */
@NullMarked
package org.dasllm.dataset.memory;

import org.jspecify.annotations.NullMarked;
