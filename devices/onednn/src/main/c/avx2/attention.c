/*
 * Attention of single rows to a slot's keys and values, as decoding makes it, for x86-64 with AVX2. DecodeAttention is the same
 * work in Java.
 */
#include "kernels.h"

enum {
    POSITIONS = 64,       /* of a group in NativeKeyValueCache */
    TOGETHER = 2 * LANES, /* positions whose scores are made together */
    HEADS = 4,            /* query heads that meet the same keys together */
};

/* e^x for x up to 0, as Vectors.exp: 2^n times a polynomial of the rest (Cephes, expf.c). NaN stays NaN. */
INLINE __m256 exponential(__m256 x) {
    x = _mm256_max_ps(_mm256_set1_ps(-87), x);
    __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.442695f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fmadd_ps(n, _mm256_set1_ps(-6.933594e-1f), x);
    r = _mm256_fmadd_ps(n, _mm256_set1_ps(2.1219444e-4f), r);
    __m256 p = _mm256_set1_ps(1.9875691e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.333452e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665796e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666666e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5e-1f));
    p = _mm256_fmadd_ps(p, _mm256_mul_ps(r, r), _mm256_add_ps(r, _mm256_set1_ps(1)));
    __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(p, _mm256_castsi256_ps(power));
}

INLINE float sum_of(__m256 x) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINE float largest_of(__m256 x) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

/* scores[h, stride] of the 64 positions of a group, whose keys are [size, 64]. */
INLINE void scores(const float *q, int size, float scale, const float *keys, int heads, float *to, int stride) {
    for (int first = 0; first < POSITIONS; first += TOGETHER) {
        const float *some = keys + first;
        __m256 sum[HEADS][2];
        UNROLL
        for (int h = 0; h < heads; h++) {
            sum[h][0] = sum[h][1] = _mm256_setzero_ps();
        }
        for (int c = 0; c < size; c++, some += POSITIONS) {
            __m256 k0 = _mm256_loadu_ps(some), k1 = _mm256_loadu_ps(some + LANES);
            UNROLL
            for (int h = 0; h < heads; h++) {
                __m256 number = _mm256_broadcast_ss(q + h * size + c);
                sum[h][0] = _mm256_fmadd_ps(k0, number, sum[h][0]);
                sum[h][1] = _mm256_fmadd_ps(k1, number, sum[h][1]);
            }
        }
        UNROLL
        for (int h = 0; h < heads; h++) {
            float *place = to + (int64_t)h * stride + first;
            _mm256_storeu_ps(place, _mm256_mul_ps(sum[h][0], _mm256_set1_ps(scale)));
            _mm256_storeu_ps(place + LANES, _mm256_mul_ps(sum[h][1], _mm256_set1_ps(scale)));
        }
    }
}

/* All bits of the lanes of the vector at a place that are in [first, end). */
INLINE __m256 within(int at, int first, int end) {
    __m256i lanes = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(at));
    __m256i before = _mm256_cmpgt_epi32(_mm256_set1_epi32(first), lanes);
    return _mm256_castsi256_ps(_mm256_andnot_si256(before, _mm256_cmpgt_epi32(_mm256_set1_epi32(end), lanes)));
}

INLINE float largest(const float *scores, int first, int end) {
    const __m256 least = _mm256_set1_ps(-__builtin_inff());
    __m256 max = least;
    for (int i = first / LANES * LANES; i < end; i += LANES) {
        max = _mm256_max_ps(max, _mm256_blendv_ps(least, _mm256_loadu_ps(scores + i), within(i, first, end)));
    }
    return largest_of(max);
}

/* Scores become weights, not yet divided by their sum, which is returned; outside of [first, end) they are 0. */
INLINE float weigh(float *scores, int first, int end, int width) {
    __m256 max = _mm256_set1_ps(largest(scores, first, end));
    __m256 sum = _mm256_setzero_ps();
    for (int i = 0; i < width; i += LANES) {
        __m256 weight = exponential(_mm256_sub_ps(_mm256_loadu_ps(scores + i), max));
        weight = _mm256_and_ps(weight, within(i, first, end));
        sum = _mm256_add_ps(sum, weight);
        _mm256_storeu_ps(scores + i, weight);
    }
    return sum_of(sum);
}

/* One vector of some heads' output columns: the sum over n positions of weight times value, added to the output. */
INLINE void mix(const float *weights, int stride, int n, const float *values, int size, int heads, float *output, int columns) {
    const __m256i mask = _mm256_castps_si256(within(0, 0, columns));
    __m256 sum[HEADS];
    UNROLL
    for (int h = 0; h < heads; h++) {
        sum[h] = _mm256_maskload_ps(output + h * size, mask);
    }
    for (int p = 0; p < n; p++, values += size) {
        __m256 v = _mm256_maskload_ps(values, mask);
        UNROLL
        for (int h = 0; h < heads; h++) {
            sum[h] = _mm256_fmadd_ps(v, _mm256_broadcast_ss(weights + (int64_t)h * stride + p), sum[h]);
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        _mm256_maskstore_ps(output + h * size, mask, sum[h]);
    }
}

/* Two whole vectors of them. */
INLINE void mix_two(const float *weights, int stride, int n, const float *values, int size, int heads, float *output) {
    __m256 sum[HEADS][2];
    UNROLL
    for (int h = 0; h < heads; h++) {
        sum[h][0] = _mm256_loadu_ps(output + h * size);
        sum[h][1] = _mm256_loadu_ps(output + h * size + LANES);
    }
    for (int p = 0; p < n; p++, values += size) {
        __m256 v0 = _mm256_loadu_ps(values), v1 = _mm256_loadu_ps(values + LANES);
        UNROLL
        for (int h = 0; h < heads; h++) {
            __m256 weight = _mm256_broadcast_ss(weights + (int64_t)h * stride + p);
            sum[h][0] = _mm256_fmadd_ps(v0, weight, sum[h][0]);
            sum[h][1] = _mm256_fmadd_ps(v1, weight, sum[h][1]);
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        _mm256_storeu_ps(output + h * size, sum[h][0]);
        _mm256_storeu_ps(output + h * size + LANES, sum[h][1]);
    }
}

INLINE void some_heads(
        const float *q, int heads, int size, float scale, const uint8_t *keys, const uint8_t *values, int64_t group_bytes, int seen,
        int n, float *scratch, float *output) {
    int low = seen / POSITIONS * POSITIONS;
    int width = (n - low + POSITIONS - 1) / POSITIONS * POSITIONS;
    for (int first = low; first < n; first += POSITIONS) {
        const float *some = (const float *)(keys + first / POSITIONS * group_bytes);
        scores(q, size, scale, some, heads, scratch + first - low, width);
    }
    float sum[HEADS];
    for (int h = 0; h < heads; h++) {
        sum[h] = weigh(scratch + (int64_t)h * width, seen - low, n - low, width);
        memset(output + h * size, 0, sizeof(float) * size);
    }
    for (int first = low; first < n; first += POSITIONS) {
        const float *some = (const float *)(values + first / POSITIONS * group_bytes);
        const float *weights = scratch + first - low;
        int count = n - first < POSITIONS ? n - first : POSITIONS;
        int c = 0;
        for (; c + TOGETHER <= size; c += TOGETHER) {
            mix_two(weights, width, count, some + c, size, heads, output + c);
        }
        for (; c < size; c += LANES) {
            mix(weights, width, count, some + c, size, heads, output + c, size - c < LANES ? size - c : LANES);
        }
    }
    for (int h = 0; h < heads; h++) {
        for (int c = 0; c < size; c++) {
            output[h * size + c] /= sum[h];
        }
    }
}

/*
 * The query heads of one key/value head against n positions, of which those from seen on count. Scratch has room for four
 * times the positions, in whole groups.
 */
KERNEL NATIVE(void, attend)(
        CALLER, int64_t q, int32_t heads, int32_t size, float scale, int64_t keys, int64_t values, int64_t group_bytes, int32_t seen,
        int32_t n, int64_t scratch, int64_t output) {
    (void)environment, (void)class;
    for (int h = 0, some; h < heads; h += some) {
        const float *from = (const float *)q + (int64_t)h * size;
        float *to = (float *)output + (int64_t)h * size;
        const uint8_t *k = (const uint8_t *)keys, *v = (const uint8_t *)values;
        some = heads - h >= HEADS ? HEADS : heads - h >= 2 ? 2 : 1;
        switch (some) {
            case HEADS: some_heads(from, HEADS, size, scale, k, v, group_bytes, seen, n, (float *)scratch, to); break;
            case 2: some_heads(from, 2, size, scale, k, v, group_bytes, seen, n, (float *)scratch, to); break;
            default: some_heads(from, 1, size, scale, k, v, group_bytes, seen, n, (float *)scratch, to); break;
        }
    }
}
