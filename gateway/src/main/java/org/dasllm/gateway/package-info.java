/**
 * A recording proxy between a product and the vendor of its answers: how it is configured. {@code server} passes requests on, byte for
 * byte; {@code record} makes lines of a journal of them, on a thread of its own.
 */
@NullMarked
package org.dasllm.gateway;

import org.jspecify.annotations.NullMarked;
