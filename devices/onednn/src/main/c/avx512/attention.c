/*
 * Attention: of single rows to a slot's keys and values, as decoding makes it; and what lies between the products of blocks of
 * rows, as training makes them. DecodeAttention and SoftmaxRows are the same work in Java.
 */
#include "kernels.h"

enum {
    POSITIONS = 64, /* of a group in NativeKeyValueCache */
    HEADS = 4,      /* query heads that meet the same keys together */
    ROUNDED = 2,    /* bytes of a bfloat16 */
};

/* eˣ for x up to 0, as Vectors.exp: 2ⁿ times a polynomial of the rest (Cephes, expf.c). NaN stays NaN. */
INLINE __m512 exponential(__m512 x) {
    x = _mm512_max_ps(_mm512_set1_ps(-87), x);
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

/* Lanes of the vector at a place that are in [first, end). */
INLINE __mmask16 within(int at, int first, int end) {
    uint32_t from = first <= at ? 0xffff : first >= at + LANES ? 0 : 0xffffu << (first - at);
    uint32_t to = end >= at + LANES ? 0xffff : end <= at ? 0 : (1u << (end - at)) - 1;
    return (__mmask16)(from & to);
}

INLINE float largest(const float *scores, int first, int end) {
    __m512 max = _mm512_set1_ps(-__builtin_inff());
    for (int i = first / LANES * LANES; i < end; i += LANES) {
        max = _mm512_mask_max_ps(max, within(i, first, end), max, _mm512_loadu_ps(scores + i));
    }
    return _mm512_reduce_max_ps(max);
}

/* Scores become weights, not yet divided by their sum, which is returned; outside of [first, end) they are 0. */
INLINE float weigh(float *scores, int first, int end, int width) {
    __m512 max = _mm512_set1_ps(largest(scores, first, end));
    __m512 sum = _mm512_setzero_ps();
    for (int i = 0; i < width; i += LANES) {
        __m512 weight = exponential(_mm512_sub_ps(_mm512_loadu_ps(scores + i), max));
        weight = _mm512_maskz_mov_ps(within(i, first, end), weight);
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

/* What a row of a block sees of its keys: those of [first, end), counted from the block's lowest key. */
typedef struct {
    int first, end;
} seen_t;

static inline seen_t seen_by(int position, int low, int window) {
    int first = position - window + 1;
    return (seen_t){(first < 0 ? 0 : first) - low, position + 1 - low};
}

INLINE void round_to(uint8_t *to, int at, __m512 values) {
    _mm256_storeu_si256((__m256i *)(to + (int64_t)at * ROUNDED), (__m256i)_mm512_cvtneps_pbh(values));
}

/*
 * Rows of scores, of which the first is at a position, become e^(score - max) in bfloat16, 0 where a row does not see. Of each
 * row the max and the sum are left in sums.
 */
KERNEL NATIVE(void, softmax)(
        CALLER, int64_t scores, int32_t stride, int32_t rows, int32_t position, int32_t low, int32_t window, int32_t width,
        int64_t weights, int64_t sums) {
    (void)environment, (void)class;
    for (int r = 0; r < rows; r++) {
        const float *row = (const float *)scores + (int64_t)r * stride;
        uint8_t *to = (uint8_t *)weights + (int64_t)r * width * ROUNDED;
        seen_t seen = seen_by(position + r, low, window);
        float max = largest(row, seen.first, seen.end);
        __m512 sum = _mm512_setzero_ps();
        for (int i = 0; i < width; i += LANES) {
            __mmask16 mask = within(i, seen.first, seen.end);
            __m512 weight = _mm512_setzero_ps();
            if (mask) {
                weight = exponential(_mm512_sub_ps(_mm512_loadu_ps(row + i), _mm512_set1_ps(max)));
                weight = _mm512_maskz_mov_ps(mask, weight);
            }
            sum = _mm512_add_ps(sum, weight);
            round_to(to, i, weight);
        }
        ((float *)sums)[2 * r] = max;
        ((float *)sums)[2 * r + 1] = _mm512_reduce_add_ps(sum);
    }
}

INLINE float dot(const float *a, const float *b, int count) {
    __m512 sum = _mm512_setzero_ps();
    for (int i = 0; i < count; i += LANES) {
        __mmask16 mask = within(i, 0, count);
        sum = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, a + i), _mm512_maskz_loadu_ps(mask, b + i), sum);
    }
    return _mm512_reduce_add_ps(sum);
}

/*
 * Scores x and their weights' gradients become the weights p = e^(x - log sum) and the scores' gradients p (dp - mean), in
 * bfloat16; mean is the product of the row's output and its gradient. Rows behind the last, up to all, are 0.
 */
KERNEL NATIVE(void, slopes)(
        CALLER, int64_t scores, int64_t gradients, int32_t stride, int32_t rows, int32_t all, int32_t position, int32_t low,
        int32_t window, int32_t width, int64_t log_sums, int64_t output, int64_t output_gradient, int32_t columns, int32_t size,
        int64_t weights, int64_t slopes) {
    (void)environment, (void)class;
    for (int r = 0; r < all; r++) {
        uint8_t *p_to = (uint8_t *)weights + (int64_t)r * width * ROUNDED;
        uint8_t *ds_to = (uint8_t *)slopes + (int64_t)r * width * ROUNDED;
        if (r >= rows) {
            memset(p_to, 0, (size_t)width * ROUNDED);
            memset(ds_to, 0, (size_t)width * ROUNDED);
            continue;
        }
        const float *x = (const float *)scores + (int64_t)r * stride;
        const float *dp = (const float *)gradients + (int64_t)r * stride;
        const float *o = (const float *)output + (int64_t)r * columns;
        __m512 mean = _mm512_set1_ps(dot(o, (const float *)output_gradient + (int64_t)r * columns, size));
        __m512 log_sum = _mm512_set1_ps(((const float *)log_sums)[r]);
        seen_t seen = seen_by(position + r, low, window);
        for (int i = 0; i < width; i += LANES) {
            __mmask16 mask = within(i, seen.first, seen.end);
            __m512 p = _mm512_setzero_ps(), ds = _mm512_setzero_ps();
            if (mask) {
                p = _mm512_maskz_mov_ps(mask, exponential(_mm512_sub_ps(_mm512_loadu_ps(x + i), log_sum)));
                ds = _mm512_maskz_mul_ps(mask, p, _mm512_sub_ps(_mm512_loadu_ps(dp + i), mean));
            }
            round_to(p_to, i, p);
            round_to(ds_to, i, ds);
        }
    }
}
