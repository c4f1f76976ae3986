/** What the tests of this module share. */
@NullMarked
package org.dasllm.model;

import org.jspecify.annotations.NullMarked;
