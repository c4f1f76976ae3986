/*
 * What a training's layers do between their products, with results in bfloat16, for x86-64 with AVX-512. GatedActivation and
 * Norm are the same work in Java.
 */
#include "kernels.h"

#include "exponential.h"

enum { ROUNDED = 2 /* bytes of a bfloat16 */ };

static const float ROOT_2_OVER_PI = 7.978846e-1f;
static const float CUBIC = 4.4715e-2f;

INLINE void round_masked(mask_t mask, uint8_t *to, int at, vector_t values) {
    _mm256_mask_storeu_epi16(to + (int64_t)at * ROUNDED, mask, (__m256i)_mm512_cvtneps_pbh(values));
}

INLINE vector_t widened_masked(mask_t mask, const uint8_t *from, int at) {
    __m256i halves = _mm256_maskz_loadu_epi16(mask, from + (int64_t)at * ROUNDED);
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
}

/* sigmoid(x), or for the tanh form of GELU sigmoid(2z) with z = sqrt(2/pi) (x + 0.044715 x^3): the activation is x times it. */
INLINE vector_t gate_of(int gelu, vector_t x) {
    vector_t argument = minus(filled(0), x);
    if (gelu) {
        vector_t cubic = times_plus(times(x, x), filled(CUBIC), filled(1));
        argument = times(times(x, cubic), filled(-2 * ROOT_2_OVER_PI));
    }
    return _mm512_div_ps(filled(1), plus(exponential(argument), filled(1)));
}

/* The activation's derivative: s + x s (1 - s), the second times (2z)' for GELU. */
INLINE vector_t slope_of(int gelu, vector_t x, vector_t s) {
    vector_t inner = times(times(x, s), minus(filled(1), s));
    if (gelu) {
        vector_t cubic = times_plus(times(x, x), filled(3 * CUBIC), filled(1));
        inner = times(inner, times(cubic, filled(2 * ROOT_2_OVER_PI)));
    }
    return plus(s, inner);
}

INLINE void gated(
        int gelu, const float *g, const float *u, int rows, int columns, uint8_t *kept_g, uint8_t *kept_u, uint8_t *y, int64_t stride) {
    for (int r = 0; r < rows; r++, g += columns, u += columns, y += stride) {
        for (int i = 0; i < columns; i += LANES) {
            mask_t mask = within(i, 0, columns);
            vector_t x = load_masked(mask, g + i);
            vector_t v = load_masked(mask, u + i);
            if (kept_g) {
                round_masked(mask, kept_g, i, x);
                round_masked(mask, kept_u, i, v);
            }
            round_masked(mask, y, i, times(times(x, gate_of(gelu, x)), v));
        }
        if (kept_g) {
            kept_g += stride;
            kept_u += stride;
        }
    }
}

/*
 * A tile of gate and of up, [rows, columns] without gaps, becomes a(gate) up; it, gate and up go into matrices of bfloat16 with
 * a number of columns from row to row. Gate and up are not kept where kept_g is 0.
 */
KERNEL NATIVE(void, gate)(
        CALLER, uint8_t gelu, int64_t g, int64_t u, int32_t rows, int32_t columns, int64_t kept_g, int64_t kept_u, int64_t y,
        int32_t stride) {
    (void)environment, (void)class;
    const float *gates = (const float *)g, *ups = (const float *)u;
    uint8_t *to_g = (uint8_t *)kept_g, *to_u = (uint8_t *)kept_u, *to = (uint8_t *)y;
    int64_t bytes = (int64_t)stride * ROUNDED;
    if (gelu) {
        gated(1, gates, ups, rows, columns, to_g, to_u, to, bytes);
    } else {
        gated(0, gates, ups, rows, columns, to_g, to_u, to, bytes);
    }
}

INLINE void gated_backward(
        int gelu, const float *dy, const uint8_t *g, const uint8_t *u, int rows, int columns, uint8_t *dg, uint8_t *du, uint8_t *y,
        int64_t stride) {
    for (int r = 0; r < rows; r++, dy += columns, g += stride, u += stride, dg += stride, du += stride, y += stride) {
        for (int i = 0; i < columns; i += LANES) {
            mask_t mask = within(i, 0, columns);
            vector_t x = widened_masked(mask, g, i);
            vector_t v = widened_masked(mask, u, i);
            vector_t d = load_masked(mask, dy + i);
            vector_t s = gate_of(gelu, x);
            vector_t activated = times(x, s);
            round_masked(mask, dg, i, times(times(d, v), slope_of(gelu, x, s)));
            round_masked(mask, du, i, times(d, activated));
            round_masked(mask, y, i, times(v, activated));
        }
    }
}

/*
 * A tile [rows, columns] without gaps of the gradient of a(gate) up becomes those of gate and of up, and a(gate) up is made
 * again; all but it are matrices of bfloat16 with the same number of columns from row to row.
 */
KERNEL NATIVE(void, gateBackward)(
        CALLER, uint8_t gelu, int64_t dy, int64_t g, int64_t u, int32_t rows, int32_t columns, int64_t dg, int64_t du, int64_t y,
        int32_t stride) {
    (void)environment, (void)class;
    const float *from = (const float *)dy;
    const uint8_t *gates = (const uint8_t *)g, *ups = (const uint8_t *)u;
    uint8_t *to_g = (uint8_t *)dg, *to_u = (uint8_t *)du, *to = (uint8_t *)y;
    int64_t bytes = (int64_t)stride * ROUNDED;
    if (gelu) {
        gated_backward(1, from, gates, ups, rows, columns, to_g, to_u, to, bytes);
    } else {
        gated_backward(0, from, gates, ups, rows, columns, to_g, to_u, to, bytes);
    }
}

/* RMSNorm of some groups of columns that lie one behind the other; each one's 1 / sqrt(mean(x^2) + epsilon) is left in inverses. */
KERNEL NATIVE(void, norm)(
        CALLER, int64_t from, int32_t groups, int32_t columns, int64_t weight, float offset, float epsilon, int64_t to,
        int64_t inverses) {
    (void)environment, (void)class;
    const float *x = (const float *)from, *w = (const float *)weight;
    uint8_t *y = (uint8_t *)to;
    for (int g = 0; g < groups; g++, x += columns, y += (int64_t)columns * ROUNDED) {
        vector_t sum = filled(0);
        for (int i = 0; i < columns; i += LANES) {
            vector_t some = load_masked(within(i, 0, columns), x + i);
            sum = times_plus(some, some, sum);
        }
        __m128d mean = _mm_set_sd((double)sum_of(sum) / columns + epsilon);
        float inverse = (float)(1 / _mm_cvtsd_f64(_mm_sqrt_sd(mean, mean)));
        if (inverses) {
            ((float *)inverses)[g] = inverse;
        }
        for (int i = 0; i < columns; i += LANES) {
            mask_t mask = within(i, 0, columns);
            vector_t scale = plus(load_masked(mask, w + i), filled(offset));
            round_masked(mask, y, i, times(times(load_masked(mask, x + i), filled(inverse)), scale));
        }
    }
}
