@NullMarked
package org.dasllm.onednn.products;

import org.jspecify.annotations.NullMarked;
