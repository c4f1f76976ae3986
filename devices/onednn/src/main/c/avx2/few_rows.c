/*
 * Rows of activations times a frozen weight, for x86-64 with AVX2. The same layouts as Bfloat16Matrix and PackedBlocks with
 * vectors of eight numbers. Weights of 8 and 4 bits are multiplied as integers, of which a vector holds two to four times as
 * many as of float32, so all products with them are made here, however many rows there are. A row's result has the same bits
 * however many rows there are.
 */
#include "kernels.h"

enum {
    ROWS = 4,         /* that meet a weight together; then one by one */
    AHEAD = 2048,     /* bytes: the processor's own prefetch ends at a page */
    ROUND8_BYTES = 2, /* of an activation that is rounded to 8 bits */
};

#include "blocks.h"

NATIVE(int32_t, supported)(CALLER) {
    (void)environment, (void)class;
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

/* ---- bfloat16, widened to float32 on the way ---- */

/* Of every 16 numbers the even ones, then the odd ones; counts in whole 16s. */
KERNEL NATIVE(void, part)(CALLER, int64_t from, int32_t count, int64_t to) {
    (void)environment, (void)class;
    const float *x = (const float *)from;
    float *parted = (float *)to;
    for (int i = 0; i < count; i += 2 * LANES) {
        __m256 first = _mm256_loadu_ps(x + i), second = _mm256_loadu_ps(x + i + LANES);
        _mm256_storeu_ps(parted + i, _mm256_castpd_ps(_mm256_permute4x64_pd(
            _mm256_castps_pd(_mm256_shuffle_ps(first, second, 0x88)), 0xd8)));
        _mm256_storeu_ps(parted + i + LANES, _mm256_castpd_ps(_mm256_permute4x64_pd(
            _mm256_castps_pd(_mm256_shuffle_ps(first, second, 0xdd)), 0xd8)));
    }
}

/* Some outputs that lie apart by a number of bytes, times some rows of x. A lane of 32 bits holds two numbers: the upper one
 * is a float32 once the lower one is masked away, and the lower one is once it is shifted up. */
INLINE void bf16_tile(
        const uint8_t *w, int64_t apart, int columns, const float *x, int rows, int outputs, float *to, int stride, int64_t to_apart) {
    const __m256i upper = _mm256_set1_epi32((int)0xffff0000);
    __m256 sum[4][4];
    UNROLL
    for (int r = 0; r < rows; r++) {
        UNROLL
        for (int o = 0; o < outputs; o++) {
            sum[r][o] = _mm256_setzero_ps();
        }
    }
    for (int i = 0; i < columns; i += 2 * LANES) {
        __m256 even[4], odd[4];
        UNROLL
        for (int o = 0; o < outputs; o++) {
            const uint8_t *at = w + o * apart + 2 * i;
            _mm_prefetch((const char *)at + AHEAD, _MM_HINT_T0);
            __m256i pairs = _mm256_loadu_si256((const __m256i *)at);
            even[o] = _mm256_castsi256_ps(_mm256_slli_epi32(pairs, 16));
            odd[o] = _mm256_castsi256_ps(_mm256_and_si256(pairs, upper));
        }
        UNROLL
        for (int r = 0; r < rows; r++) {
            __m256 evens = _mm256_loadu_ps(x + (int64_t)r * columns + i);
            UNROLL
            for (int o = 0; o < outputs; o++) {
                sum[r][o] = _mm256_fmadd_ps(even[o], evens, sum[r][o]);
            }
        }
        UNROLL
        for (int r = 0; r < rows; r++) {
            __m256 odds = _mm256_loadu_ps(x + (int64_t)r * columns + i + LANES);
            UNROLL
            for (int o = 0; o < outputs; o++) {
                sum[r][o] = _mm256_fmadd_ps(odd[o], odds, sum[r][o]);
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

/* A few outputs times all rows: four rows with two outputs at a time, or one row with four. */
INLINE void bf16_rows(
        const uint8_t *w, int64_t apart, int columns, const float *x, int rows, int outputs, float *to, int stride, int64_t to_apart) {
    int r = 0;
    for (; r + ROWS <= rows; r += ROWS) {
        UNROLL
        for (int o = 0; o < outputs; o += 2) {
            bf16_tile(w + o * apart, apart, columns, x + (int64_t)r * columns, ROWS, outputs < 2 ? 1 : 2,
                to + (int64_t)r * stride + o * to_apart, stride, to_apart);
        }
    }
    for (; r < rows; r++) {
        bf16_tile(w, apart, columns, x + (int64_t)r * columns, 1, outputs, to + (int64_t)r * stride, stride, to_apart);
    }
}

/* to[rows, stride] = x[rows, columns], parted, times w[outputs, columns] transposed; columns in whole 16s. */
KERNEL NATIVE(void, widenedBf16)(
        CALLER, int64_t w, int32_t columns, int32_t outputs, int64_t x, int32_t rows, int64_t to, int32_t stride) {
    (void)environment, (void)class;
    const float *all = (const float *)x;
    int64_t bytes = 2 * (int64_t)columns;
    int quarter = outputs / 4;
    /* Four outputs at a time that lie a quarter of them apart: a core reads some long streams faster than one. */
    for (int o = 0; o < quarter; o++) {
        bf16_rows((const uint8_t *)w + o * bytes, quarter * bytes, columns, all, rows, 4, (float *)to + o, stride, quarter);
    }
    for (int o = 4 * quarter; o < outputs; o++) {
        bf16_rows((const uint8_t *)w + o * bytes, 0, columns, all, rows, 1, (float *)to + o, stride, 0);
    }
}

/* ---- blocks of 8 and 4 bits ---- */

INLINE __m256 magnitude(const float *x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_loadu_ps(x)); }

INLINE float scale_of(const float *x, float greatest) {
    __m256 max = _mm256_setzero_ps(), unordered = _mm256_setzero_ps();
    UNROLL
    for (int i = 0; i < BLOCK; i += LANES) {
        __m256 some = magnitude(x + i);
        max = _mm256_max_ps(max, some);
        unordered = _mm256_or_ps(unordered, _mm256_cmp_ps(some, some, _CMP_UNORD_Q));
    }
    if (_mm256_movemask_ps(unordered)) {
        return __builtin_nanf("");
    }
    return largest_of(max) / greatest;
}

/* 16 codes in 16 bits, in order. */
INLINE __m256i sixteen(const float *x, float inverse) {
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(codes(x, inverse), codes(x + LANES, inverse)), 0xd8);
}

INLINE int32_t sum_of_codes(__m256i first, __m256i second) {
    __m256i pairs = _mm256_madd_epi16(_mm256_add_epi16(first, second), _mm256_set1_epi16(1));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

INLINE void round16_block(const float *x, float factor, uint8_t *to) {
    _mm256_storeu_si256((__m256i *)to, sixteen(x, factor));
    _mm256_storeu_si256((__m256i *)to + 1, sixteen(x + 2 * LANES, factor));
}

/* Of four codes the even ones come twice, then the odd ones twice, as q4_group wants. */
INLINE int32_t round8_block(const float *x, float factor, uint8_t *to) {
    const __m128i low = _mm_setr_epi8(0, 2, 0, 2, 1, 3, 1, 3, 4, 6, 4, 6, 5, 7, 5, 7);
    const __m128i high = _mm_add_epi8(low, _mm_set1_epi8(8));
    __m256i lower = sixteen(x, factor), upper = sixteen(x + 2 * LANES, factor);
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(lower, upper), 0xd8);
    __m128i half = _mm256_castsi256_si128(bytes), other = _mm256_extracti128_si256(bytes, 1);
    _mm_storeu_si128((__m128i *)to, _mm_shuffle_epi8(half, low));
    _mm_storeu_si128((__m128i *)to + 1, _mm_shuffle_epi8(half, high));
    _mm_storeu_si128((__m128i *)to + 2, _mm_shuffle_epi8(other, low));
    _mm_storeu_si128((__m128i *)to + 3, _mm_shuffle_epi8(other, high));
    return sum_of_codes(lower, upper);
}

/* Of two inputs the bytes of an output are brought side by side. */
INLINE void q8_group(const uint8_t *w, int blocks, const int16_t *x, const float *x_scales, int rows, float *to, int stride) {
    __m256 low_total[ROWS], high_total[ROWS];
    UNROLL
    for (int r = 0; r < rows; r++) {
        low_total[r] = high_total[r] = _mm256_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, w += Q8_BYTES, x += rows * BLOCK, x_scales += rows) {
        __m256i low[ROWS], high[ROWS];
        UNROLL
        for (int r = 0; r < rows; r++) {
            low[r] = high[r] = _mm256_setzero_si256();
        }
        prefetch(w, Q8_BYTES);
        for (int i = 0; i < BLOCK; i += 2) {
            const __m128i *at = (const __m128i *)(w + SCALES + i * GROUP);
            __m128i first = _mm_loadu_si128(at), second = _mm_loadu_si128(at + 1);
            __m256i lower = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(first, second));
            __m256i upper = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(first, second));
            UNROLL
            for (int r = 0; r < rows; r++) {
                __m256i two = four_bytes(x + i * rows + 2 * r);
                low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(lower, two));
                high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(upper, two));
            }
        }
        __m256 low_scales = load_halves(w), high_scales = load_halves(w + SCALES / 2);
        UNROLL
        for (int r = 0; r < rows; r++) {
            low_total[r] = scaled(low[r], low_scales, x_scales[r], low_total[r]);
            high_total[r] = scaled(high[r], high_scales, x_scales[r], high_total[r]);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_ps(to + (int64_t)r * stride, low_total[r]);
        _mm256_storeu_ps(to + (int64_t)r * stride + LANES, high_total[r]);
    }
}

/*
 * 32 bits hold four inputs of an output of the first vector, then of the second. Sums of the even inputs and of the
 * odd ones of a block fit into 16 bits each: 16 products of at most 15 times 127.
 */
INLINE void q4_group(
        const uint8_t *w, int blocks, const int8_t *x, const float *x_scales, const int32_t *shifts, int rows, float *to, int stride) {
    const __m256i nibble = _mm256_set1_epi8(15);
    const __m256i one = _mm256_set1_epi32(1);
    __m256 first_total[ROWS], second_total[ROWS];
    UNROLL
    for (int r = 0; r < rows; r++) {
        first_total[r] = second_total[r] = _mm256_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, w += Q4_BYTES, x += ROUND8_BYTES * rows * BLOCK, x_scales += rows, shifts += rows) {
        __m256i even[ROWS], odd[ROWS];
        UNROLL
        for (int r = 0; r < rows; r++) {
            even[r] = odd[r] = _mm256_setzero_si256();
        }
        prefetch(w, Q4_BYTES);
        for (int i = 0; i < BLOCK; i += 4) {
            __m256i all = _mm256_loadu_si256((const __m256i *)(w + SCALES + i * GROUP / 2));
            __m256i of_even = _mm256_and_si256(all, nibble);
            __m256i of_odd = _mm256_and_si256(_mm256_srli_epi16(all, 4), nibble);
            UNROLL
            for (int r = 0; r < rows; r++) {
                const int8_t *some = x + 2 * i * rows + 8 * r;
                even[r] = _mm256_add_epi16(even[r], _mm256_maddubs_epi16(of_even, four_bytes(some)));
                odd[r] = _mm256_add_epi16(odd[r], _mm256_maddubs_epi16(of_odd, four_bytes(some + 4)));
            }
        }
        __m256 first_scales = load_halves(w), second_scales = load_halves(w + SCALES / 2);
        UNROLL
        for (int r = 0; r < rows; r++) {
            __m256i shift = _mm256_set1_epi32(shifts[r]);
            __m256i first = _mm256_add_epi32(_mm256_madd_epi16(even[r], one), _mm256_madd_epi16(odd[r], one));
            __m256i second = _mm256_add_epi32(_mm256_srai_epi32(even[r], 16), _mm256_srai_epi32(odd[r], 16));
            first_total[r] = scaled(_mm256_sub_epi32(first, shift), first_scales, x_scales[r], first_total[r]);
            second_total[r] = scaled(_mm256_sub_epi32(second, shift), second_scales, x_scales[r], second_total[r]);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_ps(to + (int64_t)r * stride, first_total[r]);
        _mm256_storeu_ps(to + (int64_t)r * stride + LANES, second_total[r]);
    }
}
