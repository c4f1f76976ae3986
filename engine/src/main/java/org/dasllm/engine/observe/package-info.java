/** What is recorded of requests while they are answered: the access log and the metrics. Nothing of what was asked or answered is in either. */
@NullMarked
package org.dasllm.engine.observe;

import org.jspecify.annotations.NullMarked;
