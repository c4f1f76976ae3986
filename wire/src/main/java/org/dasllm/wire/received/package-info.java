/**
 * What the answers of all vendors' servers have in common, as a client receives them: JSON that is read leniently, values that may be
 * missing, errors in whatever form they are reported, and what helps against each of them.
 */
@NullMarked
package org.dasllm.wire.received;

import org.jspecify.annotations.NullMarked;
