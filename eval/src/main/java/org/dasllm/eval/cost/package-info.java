/** What a rented teacher and an owned student cost, with ranges on both sides. Money is a double here: these are estimates, the bill is the harvest's. */
@NullMarked
package org.dasllm.eval.cost;

import org.jspecify.annotations.NullMarked;
