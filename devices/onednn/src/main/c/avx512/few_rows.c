/*
 * A few rows of activations times a frozen weight, as decoding makes them, for x86-64 with AVX-512's dot products. The same
 * layouts as Bfloat16Matrix and PackedBlocks; the same work in Java, for every other processor, is in Bfloat16Dots, Q8Products
 * and Q4Products. A row's result has the same bits however many rows there are.
 */
#include "kernels.h"

enum {
    ROWS = 8,         /* that meet a weight together; then four, then one by one */
    AHEAD = 4096,     /* bytes: the processor's own prefetch ends at a page */
    ROUND8_BYTES = 1, /* of an activation that is rounded to 8 bits */
};

#include "blocks.h"

NATIVE(int32_t, supported)(CALLER) {
    (void)environment, (void)class;
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi")
        && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16");
}

/* ---- bfloat16 ---- */

/* Rounds a factor times numbers to nearest, ties to even; counts in whole 32s. */
KERNEL NATIVE(void, round)(CALLER, int64_t from, int32_t count, float factor, int64_t to) {
    (void)environment, (void)class;
    const float *x = (const float *)from;
    for (int i = 0; i < count; i += 2 * LANES) {
        __m512bh rounded = _mm512_cvtne2ps_pbh(times(load(x + i + LANES), filled(factor)), times(load(x + i), filled(factor)));
        _mm512_storeu_si512((uint16_t *)to + i, (__m512i)rounded);
    }
}

/* Some outputs that lie apart by a number of bytes, times some rows of x. */
INLINE void bf16_tile(
        const uint8_t *w, int64_t apart, int columns, const uint16_t *x, int rows, int outputs, float *to, int stride, int to_apart) {
    __m512 sum[ROWS][2];
    UNROLL
    for (int r = 0; r < rows; r++) {
        UNROLL
        for (int o = 0; o < outputs; o++) {
            sum[r][o] = _mm512_setzero_ps();
        }
    }
    for (int i = 0; i < columns; i += 2 * LANES) {
        __m512bh pairs[2];
        UNROLL
        for (int o = 0; o < outputs; o++) {
            const uint8_t *at = w + o * apart + 2 * i;
            prefetch(at, 64);
            pairs[o] = (__m512bh)_mm512_loadu_si512(at);
        }
        UNROLL
        for (int r = 0; r < rows; r++) {
            __m512bh some = (__m512bh)_mm512_loadu_si512(x + (int64_t)r * columns + i);
            UNROLL
            for (int o = 0; o < outputs; o++) {
                sum[r][o] = _mm512_dpbf16_ps(sum[r][o], pairs[o], some);
            }
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        UNROLL
        for (int o = 0; o < outputs; o++) {
            to[(int64_t)r * stride + o * to_apart] = sum_of(sum[r][o]);
        }
    }
}

INLINE void bf16_rows(
        const uint8_t *w, int64_t apart, int columns, const uint16_t *x, int rows, int outputs, float *to, int stride, int to_apart) {
    for (int r = 0, n; r < rows; r += n) {
        const uint16_t *some = x + (int64_t)r * columns;
        float *result = to + (int64_t)r * stride;
        switch (n = step(rows - r)) {
            case ROWS: bf16_tile(w, apart, columns, some, ROWS, outputs, result, stride, to_apart); break;
            case 4: bf16_tile(w, apart, columns, some, 4, outputs, result, stride, to_apart); break;
            default: bf16_tile(w, apart, columns, some, 1, outputs, result, stride, to_apart); break;
        }
    }
}

/* to[rows, stride] = x[rows, columns], rounded, times w[outputs, columns] transposed; columns in whole 32s. */
KERNEL NATIVE(void, bf16)(
        CALLER, int64_t w, int32_t columns, int32_t outputs, int64_t x, int32_t rows, int64_t to, int32_t stride) {
    (void)environment, (void)class;
    const uint16_t *all = (const uint16_t *)x;
    int64_t bytes = 2 * (int64_t)columns;
    int half = outputs / 2;
    /* Two outputs at a time that lie half of them apart: a core reads two long streams faster than one. */
    for (int o = 0; o < half; o++) {
        bf16_rows((const uint8_t *)w + o * bytes, half * bytes, columns, all, rows, 2, (float *)to + o, stride, half);
    }
    for (int o = 2 * half; o < outputs; o++) {
        bf16_rows((const uint8_t *)w + o * bytes, 0, columns, all, rows, 1, (float *)to + o, stride, 0);
    }
}

/* ---- blocks of 8 and 4 bits ---- */

INLINE float scale_of(const float *x, float greatest) {
    __m512 first = _mm512_loadu_ps(x);
    __m512 second = _mm512_loadu_ps(x + LANES);
    if (_mm512_cmp_ps_mask(first, second, _CMP_UNORD_Q)) {
        return __builtin_nanf("");
    }
    return _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(first), _mm512_abs_ps(second))) / greatest;
}

INLINE void round16_block(const float *x, float factor, uint8_t *to) {
    _mm256_storeu_si256((__m256i *)to, _mm512_cvtsepi32_epi16(codes(x, factor)));
    _mm256_storeu_si256((__m256i *)to + 1, _mm512_cvtsepi32_epi16(codes(x + LANES, factor)));
}

INLINE int32_t round8_block(const float *x, float factor, uint8_t *to) {
    __m512i lower = codes(x, factor), upper = codes(x + LANES, factor);
    _mm_storeu_si128((__m128i *)to, _mm512_cvtsepi32_epi8(lower));
    _mm_storeu_si128((__m128i *)to + 1, _mm512_cvtsepi32_epi8(upper));
    return _mm512_reduce_add_epi32(_mm512_add_epi32(lower, upper));
}

/* Words of two inputs are paired within 128 bits, so outputs come in the order 0-3, 8-11, …; the end restores it. */
INLINE void q8_group(const uint8_t *w, int blocks, const int16_t *x, const float *x_scales, int rows, float *to, int stride) {
    const __m512i low_order = _mm512_setr_epi32(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    const __m512i high_order = _mm512_add_epi32(low_order, _mm512_set1_epi32(4));
    __m512 low_total[ROWS], high_total[ROWS];
    UNROLL
    for (int r = 0; r < rows; r++) {
        low_total[r] = high_total[r] = _mm512_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, w += Q8_BYTES, x += rows * BLOCK, x_scales += rows) {
        __m512i low[ROWS], high[ROWS];
        UNROLL
        for (int r = 0; r < rows; r++) {
            low[r] = high[r] = _mm512_setzero_si512();
        }
        prefetch(w, Q8_BYTES);
        UNROLL
        for (int i = 0; i < BLOCK; i += 2) {
            const __m256i *at = (const __m256i *)(w + SCALES + i * GROUP);
            __m512i first = _mm512_cvtepi8_epi16(_mm256_loadu_si256(at));
            __m512i second = _mm512_cvtepi8_epi16(_mm256_loadu_si256(at + 1));
            __m512i lower = _mm512_unpacklo_epi16(first, second);
            __m512i upper = _mm512_unpackhi_epi16(first, second);
            UNROLL
            for (int r = 0; r < rows; r++) {
                __m512i two = four_bytes(x + i * rows + 2 * r);
                low[r] = _mm512_dpwssd_epi32(low[r], lower, two);
                high[r] = _mm512_dpwssd_epi32(high[r], upper, two);
            }
        }
        __m512 first_scales = load_halves(w);
        __m512 second_scales = load_halves(w + SCALES / 2);
        __m512 low_scales = _mm512_permutex2var_ps(first_scales, low_order, second_scales);
        __m512 high_scales = _mm512_permutex2var_ps(first_scales, high_order, second_scales);
        UNROLL
        for (int r = 0; r < rows; r++) {
            low_total[r] = scaled(low[r], low_scales, x_scales[r], low_total[r]);
            high_total[r] = scaled(high[r], high_scales, x_scales[r], high_total[r]);
        }
    }
    const __m512i first_back = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const __m512i second_back = _mm512_add_epi32(first_back, _mm512_set1_epi32(8));
    UNROLL
    for (int r = 0; r < rows; r++) {
        float *row = to + (int64_t)r * stride;
        _mm512_storeu_ps(row, _mm512_permutex2var_ps(low_total[r], first_back, high_total[r]));
        _mm512_storeu_ps(row + LANES, _mm512_permutex2var_ps(low_total[r], second_back, high_total[r]));
    }
}

/* 32 bits hold four inputs of an output of the first vector, then of the second. */
INLINE void q4_group(
        const uint8_t *w, int blocks, const int8_t *x, const float *x_scales, const int32_t *shifts, int rows, float *to, int stride) {
    const __m512i nibble = _mm512_set1_epi8(15);
    const __m512i first_bits = _mm512_set1_epi64(0x2c2824200c080400);
    const __m512i second_bits = _mm512_set1_epi64(0x3c3834301c181410);
    __m512 first_total[ROWS], second_total[ROWS];
    UNROLL
    for (int r = 0; r < rows; r++) {
        first_total[r] = second_total[r] = _mm512_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, w += Q4_BYTES, x += rows * BLOCK, x_scales += rows, shifts += rows) {
        __m512i first[ROWS], second[ROWS];
        UNROLL
        for (int r = 0; r < rows; r++) {
            first[r] = second[r] = _mm512_set1_epi32(-shifts[r]);
        }
        prefetch(w, Q4_BYTES);
        UNROLL
        for (int i = 0; i < BLOCK; i += 4) {
            __m512i all = _mm512_loadu_si512(w + SCALES + i * GROUP / 2);
            __m512i of_first = _mm512_and_si512(_mm512_multishift_epi64_epi8(first_bits, all), nibble);
            __m512i of_second = _mm512_and_si512(_mm512_multishift_epi64_epi8(second_bits, all), nibble);
            UNROLL
            for (int r = 0; r < rows; r++) {
                __m512i four = four_bytes(x + i * rows + 4 * r);
                first[r] = _mm512_dpbusd_epi32(first[r], of_first, four);
                second[r] = _mm512_dpbusd_epi32(second[r], of_second, four);
            }
        }
        __m512 first_scales = load_halves(w);
        __m512 second_scales = load_halves(w + SCALES / 2);
        UNROLL
        for (int r = 0; r < rows; r++) {
            first_total[r] = scaled(first[r], first_scales, x_scales[r], first_total[r]);
            second_total[r] = scaled(second[r], second_scales, x_scales[r], second_total[r]);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        _mm512_storeu_ps(to + (int64_t)r * stride, first_total[r]);
        _mm512_storeu_ps(to + (int64_t)r * stride + LANES, second_total[r]);
    }
}
