/** How far teachers, and people, agree on labels: Cohen's kappa of two, Krippendorff's alpha of all. */
@NullMarked
package org.dasllm.harvest.agreement;

import org.jspecify.annotations.NullMarked;
