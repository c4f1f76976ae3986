/* Attention for x86-64 with AVX2. */
#include "kernels.h"

enum { TOGETHER = 2 * LANES }; /* positions whose scores are made together */

#include "attention.h"

/* As mix, for two whole vectors. */
INLINE void mix_two(const float *weights, int stride, int n, const float *values, int size, int heads, float *output) {
    vector_t sum[HEADS][2];
    UNROLL
    for (int h = 0; h < heads; h++) {
        sum[h][0] = load(output + h * size);
        sum[h][1] = load(output + h * size + LANES);
    }
    for (int p = 0; p < n; p++, values += size) {
        vector_t v0 = load(values), v1 = load(values + LANES);
        UNROLL
        for (int h = 0; h < heads; h++) {
            vector_t weight = filled(weights[(int64_t)h * stride + p]);
            sum[h][0] = times_plus(v0, weight, sum[h][0]);
            sum[h][1] = times_plus(v1, weight, sum[h][1]);
        }
    }
    UNROLL
    for (int h = 0; h < heads; h++) {
        store(output + h * size, sum[h][0]);
        store(output + h * size + LANES, sum[h][1]);
    }
}

INLINE void mix_group(const float *weights, int stride, int n, const float *values, int size, int heads, float *output) {
    int c = 0;
    for (; c + 2 * LANES <= size; c += 2 * LANES) {
        mix_two(weights, stride, n, values + c, size, heads, output + c);
    }
    for (; c < size; c += LANES) {
        mix(weights, stride, n, values + c, size, heads, output + c, within(c, 0, size));
    }
}
