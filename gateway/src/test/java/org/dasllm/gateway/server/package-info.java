@NullMarked
package org.dasllm.gateway.server;

import org.jspecify.annotations.NullMarked;
