/** The archives, tried as a user has them: unpacked, by their launchers, without a network. */
@NullMarked
package org.dasllm.distribution;

import org.jspecify.annotations.NullMarked;
