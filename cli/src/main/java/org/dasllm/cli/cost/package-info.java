/** What a user says of costs, for the comparison of the rented teacher with the owned student. */
@NullMarked
package org.dasllm.cli.cost;

import org.jspecify.annotations.NullMarked;
