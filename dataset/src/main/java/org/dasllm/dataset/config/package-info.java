/** The configuration of curation: fractions, limits, the answer's schema, duplicates, leakage. */
@NullMarked
package org.dasllm.dataset.config;

import org.jspecify.annotations.NullMarked;
