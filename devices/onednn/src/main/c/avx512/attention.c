/*
 * Attention for x86-64 with AVX-512: of single rows, and what lies between the products of blocks of rows, as training makes
 * them, with weights in bfloat16. SoftmaxRows is the same work in Java.
 */
#include "kernels.h"

enum {
    TOGETHER = 4 * LANES, /* positions whose scores are made together */
    ROUNDED = 2,          /* bytes of a bfloat16 */
};

#include "attention.h"

INLINE void mix_group(const float *weights, int stride, int n, const float *values, int size, int heads, float *output) {
    for (int c = 0; c < size; c += LANES) {
        mix(weights, stride, n, values + c, size, heads, output + c, within(c, 0, size));
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

INLINE void round_to(uint8_t *to, int at, vector_t values) {
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
        vector_t sum = filled(0);
        for (int i = 0; i < width; i += LANES) {
            mask_t mask = within(i, seen.first, seen.end);
            vector_t weight = filled(0);
            if (mask) {
                weight = exponential(minus(load(row + i), filled(max)));
                weight = masked(mask, weight);
            }
            sum = plus(sum, weight);
            round_to(to, i, weight);
        }
        ((float *)sums)[2 * r] = max;
        ((float *)sums)[2 * r + 1] = sum_of(sum);
    }
}

INLINE float dot(const float *a, const float *b, int count) {
    vector_t sum = filled(0);
    for (int i = 0; i < count; i += LANES) {
        mask_t mask = within(i, 0, count);
        sum = times_plus(load_masked(mask, a + i), load_masked(mask, b + i), sum);
    }
    return sum_of(sum);
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
        vector_t mean = filled(dot(o, (const float *)output_gradient + (int64_t)r * columns, size));
        vector_t log_sum = filled(((const float *)log_sums)[r]);
        seen_t seen = seen_by(position + r, low, window);
        for (int i = 0; i < width; i += LANES) {
            mask_t mask = within(i, seen.first, seen.end);
            vector_t p = filled(0), ds = filled(0);
            if (mask) {
                p = masked(mask, exponential(minus(load(x + i), log_sum)));
                ds = _mm512_maskz_mul_ps(mask, p, minus(load(dp + i), mean));
            }
            round_to(p_to, i, p);
            round_to(ds_to, i, ds);
        }
    }
}
