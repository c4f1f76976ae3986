/*
 * Products of many rows in bfloat16, for x86-64 with AVX-512's dot products. The second factor is first laid out in panels of 32
 * columns; in a panel 32 bits hold two numbers of a column that follow each other in depth, so that a vector is 16 columns. A
 * number of the result is summed from the first pair to the last one, whatever rows and columns are made with it.
 */
#include "kernels.h"

#include "packed_blocks.h"

enum {
    PANEL = 2 * LANES, /* columns */
    PAIRS = 2 * PANEL, /* numbers of a panel that are as deep as a pair */
    TILE = 12,         /* rows: two vectors of sums for each, and room for what they are summed from */
};

/* A bit for each of the first numbers, up to all of a vector. */
INLINE __mmask32 first(int count) { return count >= 32 ? 0xffffffff : count <= 0 ? 0 : (1u << count) - 1; }

/* ---- panels of a factor in bfloat16 ---- */

/* Columns lie as rows: 16 of them and 16 pairs change places. Those behind the last column and the last pair are 0. */
INLINE void turn(const uint16_t *w, int64_t stride, int columns, int depth, uint16_t *panel) {
    __m512i a[LANES], b[LANES];
    UNROLL
    for (int i = 0; i < LANES; i++) {
        a[i] = i < columns ? _mm512_maskz_loadu_epi16(first(depth), w + i * stride) : _mm512_setzero_si512();
    }
    UNROLL
    for (int i = 0; i < LANES; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    }
    UNROLL
    for (int i = 0; i < LANES; i += 4) {
        a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
    /* a[4 j + i] has in its quarter q pair 4 q + i of the columns from 4 j on. */
    UNROLL
    for (int i = 0; i < 4; i++) {
        b[i] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
        b[i + 4] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xdd);
        b[i + 8] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
        b[i + 12] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xdd);
    }
    UNROLL
    for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_i32x4(b[i], b[i + 8], 0x88);
        a[i + 4] = _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0x88);
        a[i + 8] = _mm512_shuffle_i32x4(b[i], b[i + 8], 0xdd);
        a[i + 12] = _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0xdd);
    }
    UNROLL
    for (int i = 0; i < LANES; i++) {
        if (2 * i < depth) {
            _mm512_storeu_si512(panel + i * PAIRS, a[i]);
        }
    }
}

/* 16 columns of two rows become 16 pairs, then the next 16. */
INLINE void interleave(const uint16_t *w, int64_t stride, int columns, uint16_t *panel) {
    const __m512i order = _mm512_cvtepu16_epi32(_mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    /* Places from 32 on are those of the second row. */
    const __m512i places = _mm512_or_si512(order, _mm512_slli_epi32(_mm512_or_si512(order, _mm512_set1_epi32(PANEL)), 16));
    const __m512i next = _mm512_add_epi16(places, _mm512_set1_epi16(LANES));
    __m512i even = _mm512_maskz_loadu_epi16(first(columns), w);
    __m512i odd = _mm512_maskz_loadu_epi16(first(columns), w + stride);
    _mm512_storeu_si512(panel, _mm512_permutex2var_epi16(even, places, odd));
    _mm512_storeu_si512(panel + PANEL, _mm512_permutex2var_epi16(even, next, odd));
}

/* The panels of w, which lies as [columns, depth] where it is transposed, else as [depth, columns]; an even depth. */
KERNEL NATIVE(void, panels)(
        CALLER, int64_t w, int32_t stride, int32_t columns, int32_t depth, uint8_t transposed, int64_t to) {
    (void)environment, (void)class;
    const uint16_t *from = (const uint16_t *)w;
    uint16_t *panel = (uint16_t *)to;
    for (int c = 0; c < columns; c += PANEL, panel += (int64_t)depth * PANEL) {
        for (int d = 0; d < depth && transposed; d += 2 * LANES) {
            const uint16_t *at = from + (int64_t)c * stride + d;
            turn(at, stride, columns - c, depth - d, panel + (int64_t)d * PANEL);
            turn(at + LANES * (int64_t)stride, stride, columns - c - LANES, depth - d, panel + (int64_t)d * PANEL + PANEL);
        }
        for (int d = 0; d < depth && !transposed; d += 2) {
            interleave(from + (int64_t)d * stride + c, stride, columns - c, panel + (int64_t)d * PANEL);
        }
    }
}

/* ---- panels of a factor in float32, and in blocks of 8 and 4 bits ---- */

/* Rounds two vectors to pairs. */
INLINE void store_pairs(vector_t even, vector_t odd, uint16_t *panel) {
    /* Of the 32 numbers the first 16 are even, in 32 bits of the result one of these and one of the others. */
    __m512i both = (__m512i)_mm512_cvtne2ps_pbh(odd, even);
    __m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(both));
    __m512i high = _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(both, 1)), 16);
    _mm512_storeu_si512(panel, _mm512_or_si512(low, high));
}

/* The panels, so many numbers apart, of w [depth, columns] with zeros behind it up to a whole depth, which is even; rounded. */
KERNEL NATIVE(void, roundedPanels)(
        CALLER, int64_t w, int32_t stride, int32_t columns, int32_t depth, int32_t whole, int64_t to, int64_t apart) {
    (void)environment, (void)class;
    for (int c = 0; c < columns; c += LANES) {
        const float *from = (const float *)w + c;
        uint16_t *panel = (uint16_t *)to + c / PANEL * apart + c % PANEL * 2;
        mask_t mask = within(c, 0, columns);
        for (int d = 0; d < whole; d += 2, from += 2 * (int64_t)stride, panel += PAIRS) {
            vector_t even = d < depth ? load_masked(mask, from) : filled(0);
            vector_t odd = d + 1 < depth ? load_masked(mask, from + stride) : filled(0);
            store_pairs(even, odd, panel);
        }
    }
}

INLINE vector_t bytes_of(const uint8_t *from) { return converted(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)from))); }

INLINE void widen8(const uint8_t *w, uint16_t *panel) {
    vector_t one = load_halves(w), other = load_halves(w + SCALES / 2);
    const uint8_t *at = w + SCALES;
    UNROLL
    for (int i = 0; i < BLOCK; i += 2, at += 2 * GROUP, panel += PAIRS) {
        store_pairs(times(bytes_of(at), one), times(bytes_of(at + GROUP), one), panel);
        store_pairs(times(bytes_of(at + LANES), other), times(bytes_of(at + GROUP + LANES), other), panel + PANEL);
    }
}

INLINE vector_t nibble_of(__m512i words, int shift) {
    return converted(_mm512_sub_epi32(_mm512_and_si512(_mm512_srli_epi32(words, shift), _mm512_set1_epi32(15)), _mm512_set1_epi32(8)));
}

INLINE void widen4(const uint8_t *w, uint16_t *panel) {
    vector_t one = load_halves(w), other = load_halves(w + SCALES / 2);
    const uint8_t *at = w + SCALES;
    UNROLL
    for (int i = 0; i < BLOCK; i += 4, at += 2 * GROUP, panel += 2 * PAIRS) {
        __m512i words = _mm512_loadu_si512(at);
        store_pairs(times(nibble_of(words, 0), one), times(nibble_of(words, 4), one), panel);
        store_pairs(times(nibble_of(words, 16), other), times(nibble_of(words, 20), other), panel + PANEL);
        store_pairs(times(nibble_of(words, 8), one), times(nibble_of(words, 12), one), panel + PAIRS);
        store_pairs(times(nibble_of(words, 24), other), times(nibble_of(words, 28), other), panel + PAIRS + PANEL);
    }
}

/* The panel of some blocks of one group in 8 or 4 bits: a group's outputs are a panel's columns. */
KERNEL NATIVE(void, widenedPanel)(CALLER, int64_t w, int32_t blocks, int32_t bits, int64_t to) {
    (void)environment, (void)class;
    const uint8_t *from = (const uint8_t *)w;
    uint16_t *panel = (uint16_t *)to;
    for (int b = 0; b < blocks; b++, panel += BLOCK * PANEL) {
        if (bits == 8) {
            widen8(from + (int64_t)b * Q8_BYTES, panel);
        } else {
            widen4(from + (int64_t)b * Q4_BYTES, panel);
        }
    }
}

/* ---- products ---- */

/* y[rows, columns] = x[rows, depth] times one panel, plus y where sum is set; columns up to a panel's. */
INLINE void product_tile(
        const uint16_t *x, int64_t x_stride, int rows, const uint16_t *panel, int depth, int columns, int sum, float *y, int64_t y_stride) {
    __mmask16 low = (__mmask16)first(columns > LANES ? LANES : columns), high = (__mmask16)first(columns - LANES);
    __m512 total[TILE][2];
    UNROLL
    for (int r = 0; r < rows; r++) {
        total[r][0] = sum ? _mm512_maskz_loadu_ps(low, y + r * y_stride) : _mm512_setzero_ps();
        total[r][1] = sum ? _mm512_maskz_loadu_ps(high, y + r * y_stride + LANES) : _mm512_setzero_ps();
    }
    for (int d = 0; d < depth; d += 2, panel += PAIRS) {
        __m512bh one = (__m512bh)_mm512_loadu_si512(panel), other = (__m512bh)_mm512_loadu_si512(panel + PANEL);
        UNROLL
        for (int r = 0; r < rows; r++) {
            int32_t pair;
            memcpy(&pair, x + r * x_stride + d, sizeof pair);
            __m512bh all = (__m512bh)_mm512_set1_epi32(pair);
            total[r][0] = _mm512_dpbf16_ps(total[r][0], all, one);
            total[r][1] = _mm512_dpbf16_ps(total[r][1], all, other);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        _mm512_mask_storeu_ps(y + r * y_stride, low, total[r][0]);
        _mm512_mask_storeu_ps(y + r * y_stride + LANES, high, total[r][1]);
    }
}

/* y[rows, columns] = x[rows, depth] times panels, plus y where sum is set; an even depth. */
KERNEL NATIVE(void, panelProduct)(
        CALLER, int64_t x, int32_t x_stride, int32_t rows, int64_t panels, int32_t columns, int32_t depth, uint8_t sum, int64_t y,
        int32_t y_stride) {
    (void)environment, (void)class;
    for (int r = 0, n; r < rows; r += n) {
        n = rows - r < TILE ? rows - r : TILE;
        const uint16_t *some = (const uint16_t *)x + (int64_t)r * x_stride;
        for (int c = 0; c < columns; c += PANEL) {
            const uint16_t *panel = (const uint16_t *)panels + (int64_t)c * depth;
            float *to = (float *)y + (int64_t)r * y_stride + c;
            switch (n) {
#define ROWS_OF(count) \
    case count: product_tile(some, x_stride, count, panel, depth, columns - c, sum, to, y_stride); break;
                ROWS_OF(12) ROWS_OF(11) ROWS_OF(10) ROWS_OF(9) ROWS_OF(8) ROWS_OF(7)
                ROWS_OF(6) ROWS_OF(5) ROWS_OF(4) ROWS_OF(3) ROWS_OF(2) ROWS_OF(1)
#undef ROWS_OF
            }
        }
    }
}
