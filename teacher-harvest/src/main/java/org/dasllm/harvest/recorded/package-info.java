/** Labels that exist already: CSV and JSON Lines files. */
@NullMarked
package org.dasllm.harvest.recorded;

import org.jspecify.annotations.NullMarked;
