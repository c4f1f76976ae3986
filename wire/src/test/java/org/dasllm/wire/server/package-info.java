/** Tests of what the codecs of servers have in common. */
@NullMarked
package org.dasllm.wire.server;

import org.jspecify.annotations.NullMarked;
