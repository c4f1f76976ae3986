/** A hub on this machine, and pulls from it. */
@NullMarked
package org.dasllm.hub;

import org.jspecify.annotations.NullMarked;
