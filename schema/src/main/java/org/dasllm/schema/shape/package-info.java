/**
 * JSON Schemas in a form that automata can be made of: a value keeps to one of a few {@link org.dasllm.schema.shape.Branch}es, each for
 * one type, in which all keywords that say something of the same value are already brought together. A keyword that cannot be
 * brought in is refused by its name and place; none is left out.
 */
@NullMarked
package org.dasllm.schema.shape;

import org.jspecify.annotations.NullMarked;
