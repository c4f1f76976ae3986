/** HTTP as the hub needs it: one request, no redirects followed, a body that may not fall silent. */
@NullMarked
package org.dasllm.hub.http;

import org.jspecify.annotations.NullMarked;
