/*
 * Attention of single rows to a slot's keys and values, as decoding makes it. DecodeAttention is the same work in Java.
 * Before it stands how many positions' scores are made together; after it, how a group's values are mixed.
 */
enum {
    POSITIONS = 64, /* of a group in NativeKeyValueCache */
    HEADS = 4,      /* query heads that meet the same keys together */
};

/*
 * The sum over n positions of weight times value, added to some heads' outputs; weights[h, stride], values[n, size],
 * output[h, size].
 */
INLINE void mix_group(const float *weights, int stride, int n, const float *values, int size, int heads, float *output);

#include "exponential.h"

/* scores[h, stride] of the 64 positions of a group, whose keys are [size, 64]. */
INLINE void scores(const float *q, int size, float scale, const float *keys, int heads, float *to, int stride) {
    for (int first = 0; first < POSITIONS; first += TOGETHER) {
        const float *some = keys + first;
        vector_t sum[HEADS][TOGETHER / LANES];
        UNROLL
        for (int h = 0; h < heads; h++) {
            UNROLL
            for (int i = 0; i < TOGETHER / LANES; i++) {
                sum[h][i] = filled(0);
            }
        }
        for (int c = 0; c < size; c++, some += POSITIONS) {
            UNROLL
            for (int i = 0; i < TOGETHER / LANES; i++) {
                vector_t k = load(some + i * LANES);
                UNROLL
                for (int h = 0; h < heads; h++) {
                    sum[h][i] = times_plus(k, filled(q[h * size + c]), sum[h][i]);
                }
            }
        }
        UNROLL
        for (int h = 0; h < heads; h++) {
            UNROLL
            for (int i = 0; i < TOGETHER / LANES; i++) {
                store(to + (int64_t)h * stride + first + i * LANES, times(sum[h][i], filled(scale)));
            }
        }
    }
}

INLINE float largest(const float *scores, int first, int end) {
    vector_t max = filled(-__builtin_inff());
    for (int i = first / LANES * LANES; i < end; i += LANES) {
        max = larger_masked(within(i, first, end), max, load(scores + i));
    }
    return largest_of(max);
}

/* Scores become weights, not yet divided by their sum, which is returned; outside of [first, end) they are 0. */
INLINE float weigh(float *scores, int first, int end, int width) {
    vector_t max = filled(largest(scores, first, end));
    vector_t sum = filled(0);
    for (int i = 0; i < width; i += LANES) {
        vector_t weight = masked(within(i, first, end), exponential(minus(load(scores + i), max)));
        sum = plus(sum, weight);
        store(scores + i, weight);
    }
    return sum_of(sum);
}

/* One vector of some heads' output columns, as mix_group. */
INLINE void mix(const float *weights, int stride, int n, const float *values, int size, int heads, float *output, mask_t columns) {
    vector_t sum[HEADS];
    UNROLL
    for (int h = 0; h < heads; h++) {
        sum[h] = load_masked(columns, output + h * size);
    }
    for (int p = 0; p < n; p++, values += size) {
        vector_t v = load_masked(columns, values);
        UNROLL
        for (int h = 0; h < heads; h++) {
            sum[h] = times_plus(v, filled(weights[(int64_t)h * stride + p]), sum[h]);
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        store_masked(columns, output + h * size, sum[h]);
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
        mix_group(scratch + first - low, width, count, some, size, heads, output);
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
