/** What is made of exchanges that have passed: one line of a journal each, masked where it is wished, or a count of those that were not recorded. */
@NullMarked
package org.dasllm.gateway.record;

import org.jspecify.annotations.NullMarked;
