/** One way to configure: records with their defaults, bound from JSON or YAML, refused with everything that is wrong at once. */
@NullMarked
package org.dasllm.format.config;

import org.jspecify.annotations.NullMarked;
