/** A vendor of answers on this machine that speaks the vendors' protocols, keeps its own bill, and goes wrong on schedule. */
@NullMarked
package org.dasllm.fake;

import org.jspecify.annotations.NullMarked;
