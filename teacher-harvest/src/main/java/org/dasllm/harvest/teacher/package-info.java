/** Teachers over HTTP, and what they reply. */
@NullMarked
package org.dasllm.harvest.teacher;

import org.jspecify.annotations.NullMarked;
