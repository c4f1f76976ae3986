/** What a checkpoint's config.json says about its model. */
@NullMarked
package org.dasllm.model.config;

import org.jspecify.annotations.NullMarked;
