/* Attention of one row to a slot's keys and values, as decoding makes it; DecodeAttention is the same work in Java. */
#include "kernels.h"

enum {
    POSITIONS = 64, /* of a group in NativeKeyValueCache */
    HEADS = 4,      /* query heads that meet the same keys together */
};

/* eˣ for x up to 0, as Vectors.exp: 2ⁿ times a polynomial of the rest (Cephes, expf.c). */
INLINE __m512 exponential(__m512 x) {
    x = _mm512_max_ps(x, _mm512_set1_ps(-87));
    __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.442695f)), 0);
    __m512 r = _mm512_fmadd_ps(n, _mm512_set1_ps(-6.933594e-1f), x);
    r = _mm512_fmadd_ps(n, _mm512_set1_ps(2.1219444e-4f), r);
    __m512 p = _mm512_set1_ps(1.9875691e-4f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.3981999e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(8.333452e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(4.1665796e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.6666666e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5e-1f));
    p = _mm512_fmadd_ps(p, _mm512_mul_ps(r, r), _mm512_add_ps(r, _mm512_set1_ps(1)));
    return _mm512_scalef_ps(p, n);
}

/* scores[h, stride] of the 64 positions of a group, whose keys are [size, 64]. */
INLINE void scores(const float *q, int size, float scale, const float *keys, int heads, float *to, int stride) {
    __m512 sum[HEADS][POSITIONS / LANES];
    UNROLL
    for (int h = 0; h < heads; h++) {
        UNROLL
        for (int i = 0; i < POSITIONS / LANES; i++) {
            sum[h][i] = _mm512_setzero_ps();
        }
    }
    for (int c = 0; c < size; c++, keys += POSITIONS) {
        UNROLL
        for (int i = 0; i < POSITIONS / LANES; i++) {
            __m512 k = _mm512_loadu_ps(keys + i * LANES);
            UNROLL
            for (int h = 0; h < heads; h++) {
                sum[h][i] = _mm512_fmadd_ps(k, _mm512_set1_ps(q[h * size + c]), sum[h][i]);
            }
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        UNROLL
        for (int i = 0; i < POSITIONS / LANES; i++) {
            _mm512_storeu_ps(to + (int64_t)h * stride + i * LANES, _mm512_mul_ps(sum[h][i], _mm512_set1_ps(scale)));
        }
    }
}

/* Scores become weights, not yet divided by their sum, which is returned; outside of [first, end) they are 0. */
INLINE float weigh(float *scores, int first, int end, int width) {
    __m512 max = _mm512_set1_ps(-__builtin_inff());
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (int i = 0; i < width; i += LANES) {
        __m512i at = _mm512_add_epi32(lane, _mm512_set1_epi32(i));
        __mmask16 seen = _mm512_cmpge_epi32_mask(at, _mm512_set1_epi32(first)) & _mm512_cmplt_epi32_mask(at, _mm512_set1_epi32(end));
        max = _mm512_mask_max_ps(max, seen, max, _mm512_loadu_ps(scores + i));
    }
    __m512 largest = _mm512_set1_ps(_mm512_reduce_max_ps(max));
    __m512 sum = _mm512_setzero_ps();
    for (int i = 0; i < width; i += LANES) {
        __m512i at = _mm512_add_epi32(lane, _mm512_set1_epi32(i));
        __mmask16 seen = _mm512_cmpge_epi32_mask(at, _mm512_set1_epi32(first)) & _mm512_cmplt_epi32_mask(at, _mm512_set1_epi32(end));
        __m512 weight = exponential(_mm512_sub_ps(_mm512_loadu_ps(scores + i), largest));
        weight = _mm512_maskz_mov_ps(seen, weight);
        sum = _mm512_add_ps(sum, weight);
        _mm512_storeu_ps(scores + i, weight);
    }
    return _mm512_reduce_add_ps(sum);
}

/* One vector of some heads' output columns: Σ over n positions of weight · value, added to the output. */
INLINE void mix(const float *weights, int stride, int n, const float *values, int size, int heads, float *output, __mmask16 columns) {
    __m512 sum[HEADS];
    UNROLL
    for (int h = 0; h < heads; h++) {
        sum[h] = _mm512_maskz_loadu_ps(columns, output + h * size);
    }
    for (int p = 0; p < n; p++, values += size) {
        __m512 v = _mm512_maskz_loadu_ps(columns, values);
        UNROLL
        for (int h = 0; h < heads; h++) {
            sum[h] = _mm512_fmadd_ps(v, _mm512_set1_ps(weights[(int64_t)h * stride + p]), sum[h]);
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        _mm512_mask_storeu_ps(output + h * size, columns, sum[h]);
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
        int count = n - first < POSITIONS ? n - first : POSITIONS;
        for (int c = 0; c < size; c += LANES) {
            __mmask16 columns = size - c < LANES ? (__mmask16)((1u << (size - c)) - 1) : (__mmask16)0xffff;
            mix(scratch + first - low, width, count, some + c, size, heads, output + c, columns);
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
        some = heads - h >= HEADS ? HEADS : heads - h >= 2 ? 2 : 1;
        switch (some) {
            case HEADS: some_heads(from, HEADS, size, scale, (const uint8_t *)keys, (const uint8_t *)values, group_bytes, seen, n, (float *)scratch, to); break;
            case 2: some_heads(from, 2, size, scale, (const uint8_t *)keys, (const uint8_t *)values, group_bytes, seen, n, (float *)scratch, to); break;
            default: some_heads(from, 1, size, scale, (const uint8_t *)keys, (const uint8_t *)values, group_bytes, seen, n, (float *)scratch, to); break;
        }
    }
}
