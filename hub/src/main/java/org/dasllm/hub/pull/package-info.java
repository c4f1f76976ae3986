/** Which files of a model are needed, and how they get here whole. */
@NullMarked
package org.dasllm.hub.pull;

import org.jspecify.annotations.NullMarked;
