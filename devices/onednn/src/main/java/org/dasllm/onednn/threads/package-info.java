/** The device's threads: how work is cut into pieces for them, and the products of oneDNN that each of them calls. */
@NullMarked
package org.dasllm.onednn.threads;

import org.jspecify.annotations.NullMarked;
