package org.dasllm.dataset.curate;

import java.io.Serializable;

/**
 * A row of a {@link TableSource}.
 *
 * @param text as a line of JSON; of a row that cannot be one, as it was found
 * @param fault what is wrong with the row as a row; empty for nothing
 */
record TableLine(String text, String fault) implements Serializable {}
