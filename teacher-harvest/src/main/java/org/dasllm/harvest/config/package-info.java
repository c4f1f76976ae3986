/** The configuration of a harvest: a teacher to ask, or recorded traffic to import. */
@NullMarked
package org.dasllm.harvest.config;

import org.jspecify.annotations.NullMarked;
