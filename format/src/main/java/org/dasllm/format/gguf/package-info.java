/**
 * GGUF, the model files of llama.cpp and Ollama, in versions 2 and 3, little-endian.
 *
 * <p>A file is, in this order:
 *
 * <ul>
 *   <li>four bytes {@code GGUF}, the version (u32), the number of tensors (u64), the number of keys (u64);
 *   <li>for each key: its name (a string: length as u64, then UTF-8), the kind of its value (u32), the value; an array is the
 *       kind of its elements (u32), their number (u64), the elements;
 *   <li>for each tensor: its name (a string), the number of dimensions (u32), the dimensions (u64 each, innermost first), its
 *       type (u32), and where its data begins, in bytes from the start of the data section (u64);
 *   <li>zeros up to a multiple of the alignment ({@code general.alignment}, 32 where it is not given), then the data, each
 *       tensor aligned likewise.
 * </ul>
 *
 * <p>A model may be cut into parts, each of them such a file: part i of n, counted from 0, is named
 * {@code NAME-0000(i+1)-of-0000n.gguf} and has the keys {@code split.no} (i), {@code split.count} (n) and
 * {@code split.tensors.count} (the tensors of all parts). The other keys are in the first part.
 *
 * <p>Weights are kept in blocks of 32 or 256 along the innermost dimension; {@link org.dasllm.format.gguf.TensorType} says how
 * large they are. They become float32 in the same order of operations as in the format's own {@code gguf} package for Python, so
 * that the values are the same bit for bit.
 */
@NullMarked
package org.dasllm.format.gguf;

import org.jspecify.annotations.NullMarked;
