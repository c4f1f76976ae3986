/** Passes requests to the upstream and replies to the product, and hands exchanges that are to be recorded on. */
@NullMarked
package org.dasllm.gateway.server;

import org.jspecify.annotations.NullMarked;
