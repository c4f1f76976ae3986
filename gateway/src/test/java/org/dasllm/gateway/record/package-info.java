@NullMarked
package org.dasllm.gateway.record;

import org.jspecify.annotations.NullMarked;
