/**
 * JSON Schema: does a value keep to a schema, and if not, where not. Behind {@link org.dasllm.schema.json.JsonSchema} stands
 * networknt's validator; none of its types is visible outside this package.
 *
 * <p>Nothing is ever fetched: a reference leads into the same document or to one of the drafts' own schemas, which are part
 * of the library, or the schema is refused. Formats are checked (see {@link org.dasllm.schema.json.JsonSchema}). The work is
 * bounded in steps, not in time, so that a check has the same outcome on every machine.
 */
@NullMarked
package org.dasllm.schema.json;

import org.jspecify.annotations.NullMarked;
