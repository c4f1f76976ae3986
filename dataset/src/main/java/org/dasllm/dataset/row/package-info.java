/** What is decided about one line on its own: is it a sample, is its answer allowed, where does its group belong. */
@NullMarked
package org.dasllm.dataset.row;

import org.jspecify.annotations.NullMarked;
