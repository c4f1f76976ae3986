/** Bundles: the folder a trained model leaves the house in, and the check that it arrived whole. */
@NullMarked
package org.dasllm.export.bundle;

import org.jspecify.annotations.NullMarked;
