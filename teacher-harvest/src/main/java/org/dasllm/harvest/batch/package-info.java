/**
 * Asking a teacher for many answers at once, which come within hours or days. No command uses it yet: it is what a vendor's batch interface has
 * to be to serve a harvest, and the test of the same package drives it with the journal and the ledger from submission to
 * collection.
 */
@NullMarked
package org.dasllm.harvest.batch;

import org.jspecify.annotations.NullMarked;
