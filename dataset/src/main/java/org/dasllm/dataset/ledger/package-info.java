/** Questions to a finished dataset: why a row fared as it did, and what is different in another dataset. */
@NullMarked
package org.dasllm.dataset.ledger;

import org.jspecify.annotations.NullMarked;
