/*
 * Rows of activations times weights in blocks of 8 and 4 bits, as PackedBlocks has them: both are multiplied as integers. Before
 * it stands how many rows meet a weight together; after it, how a block is rounded and a group of outputs multiplied.
 */
#include "packed_blocks.h"

/* The greatest magnitude of a block by what it becomes; NaN if one of the numbers is, so that it shows in the end. */
INLINE float scale_of(const float *x, float greatest);

/* A block times a factor as codes of 16 bits. */
INLINE void round16_block(const float *x, float factor, uint8_t *to);

/* A block times a factor as codes of 8 bits, each of which stands ROUND8_BYTES times; their sum. */
INLINE int32_t round8_block(const float *x, float factor, uint8_t *to);

/* to[rows, stride] = x times one group of outputs. */
INLINE void q8_group(const uint8_t *w, int blocks, const int16_t *x, const float *x_scales, int rows, float *to, int stride);

INLINE void q4_group(
        const uint8_t *w, int blocks, const int8_t *x, const float *x_scales, const int32_t *shifts, int rows, float *to, int stride);

/* As many of the rows as the next step takes. */
static inline int step(int rows) { return rows >= ROWS ? ROWS : rows >= 4 ? 4 : 1; }

/* Asks for the lines of a piece that will be read soon. */
INLINE void prefetch(const uint8_t *at, int bytes) {
    for (int i = 0; i < bytes; i += 64) {
        _mm_prefetch((const char *)at + i + AHEAD, _MM_HINT_T0);
    }
}

INLINE integers_t codes(const float *x, float factor) { return rounded(times(load(x), filled(factor))); }

/*
 * x by blocks, for steps of n rows: of a block some bytes of each row in turn, then the next ones, so that a step reads them
 * from front to back. Scales, and shifts, which are 8 times the sums of the codes, lie by blocks and then by rows.
 */
INLINE void scatter(const uint8_t *codes, int bytes, int piece, int n, int row, uint8_t *block) {
    for (int i = 0; i < bytes; i += piece) {
        memcpy(block + i * n + piece * row, codes + i, piece);
    }
}

/* To 8 bits where shifts are wanted, else to 16. */
INLINE void round_rows(const float *from, int rows, int blocks, uint8_t *to, float *scales, int32_t *shifts) {
    const int bytes = BLOCK * (shifts ? ROUND8_BYTES : 2);
    for (int first = 0, n; first < rows; first += n) {
        n = step(rows - first);
        for (int b = 0; b < blocks; b++) {
            int64_t place = (int64_t)first * blocks + (int64_t)b * n;
            for (int row = 0; row < n; row++) {
                const float *x = from + ((int64_t)(first + row) * blocks + b) * BLOCK;
                uint8_t code[2 * BLOCK];
                float scale = scale_of(x, shifts ? 127 : 32767);
                float inverse = scale == 0 ? 0 : 1 / scale;
                scales[place + row] = scale;
                if (shifts) {
                    shifts[place + row] = 8 * round8_block(x, inverse, code);
                } else {
                    round16_block(x, inverse, code);
                }
                scatter(code, bytes, shifts ? 4 * ROUND8_BYTES : 4, n, row, to + place * bytes);
            }
        }
    }
}

/* The greatest magnitude of a block becomes 32767. */
KERNEL NATIVE(void, round16)(CALLER, int64_t from, int32_t rows, int32_t blocks, int64_t to, int64_t scales) {
    (void)environment, (void)class;
    round_rows((const float *)from, rows, blocks, (uint8_t *)to, (float *)scales, NULL);
}

/* The greatest magnitude of a block becomes 127. */
KERNEL NATIVE(void, round8)(CALLER, int64_t from, int32_t rows, int32_t blocks, int64_t to, int64_t scales, int64_t shifts) {
    (void)environment, (void)class;
    round_rows((const float *)from, rows, blocks, (uint8_t *)to, (float *)scales, (int32_t *)shifts);
}

INLINE integers_t four_bytes(const void *at) {
    int32_t word;
    memcpy(&word, at, sizeof word);
    return filled_integers(word);
}

/* total += sum, an integer, times both scales. */
INLINE vector_t scaled(integers_t sum, vector_t scale, float x_scale, vector_t total) {
    return times_plus(converted(sum), times(scale, filled(x_scale)), total);
}

/* to[rows, stride] = x, rounded to 16 bits by blocks, times some groups. */
KERNEL NATIVE(void, q8)(
        CALLER, int64_t w, int32_t groups, int32_t blocks, int64_t x, int64_t x_scales, int32_t rows, int64_t to, int32_t stride) {
    (void)environment, (void)class;
    for (int g = 0; g < groups; g++) {
        const uint8_t *group = (const uint8_t *)w + (int64_t)g * blocks * Q8_BYTES;
        float *place = (float *)to + (int64_t)g * GROUP;
        for (int r = 0, n; r < rows; r += n) {
            const int16_t *some = (const int16_t *)x + (int64_t)r * blocks * BLOCK;
            const float *scales = (const float *)x_scales + (int64_t)r * blocks;
            float *result = place + (int64_t)r * stride;
            n = step(rows - r);
            if (n == ROWS) {
                q8_group(group, blocks, some, scales, ROWS, result, stride);
            } else if (n == 4) {
                q8_group(group, blocks, some, scales, 4, result, stride);
            } else {
                q8_group(group, blocks, some, scales, 1, result, stride);
            }
        }
    }
}

/* to[rows, stride] = x, rounded to 8 bits by blocks, times some groups. */
KERNEL NATIVE(void, q4)(
        CALLER, int64_t w, int32_t groups, int32_t blocks, int64_t x, int64_t x_scales, int64_t shifts, int32_t rows, int64_t to,
        int32_t stride) {
    (void)environment, (void)class;
    for (int g = 0; g < groups; g++) {
        const uint8_t *group = (const uint8_t *)w + (int64_t)g * blocks * Q4_BYTES;
        float *place = (float *)to + (int64_t)g * GROUP;
        for (int r = 0, n; r < rows; r += n) {
            const int8_t *some = (const int8_t *)x + (int64_t)r * blocks * ROUND8_BYTES * BLOCK;
            const float *scales = (const float *)x_scales + (int64_t)r * blocks;
            const int32_t *shift = (const int32_t *)shifts + (int64_t)r * blocks;
            float *result = place + (int64_t)r * stride;
            n = step(rows - r);
            if (n == ROWS) {
                q4_group(group, blocks, some, scales, shift, ROWS, result, stride);
            } else if (n == 4) {
                q4_group(group, blocks, some, scales, shift, 4, result, stride);
            } else {
                q4_group(group, blocks, some, scales, shift, 1, result, stride);
            }
        }
    }
}
