/** The step that gives every row its split and keeps groups whole. */
@NullMarked
package org.dasllm.dataset.split;

import org.jspecify.annotations.NullMarked;
