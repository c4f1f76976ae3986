/* x86-64 with AVX-512 and its dot products. */
#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni,avx512bf16"

enum { LANES = 16 };

typedef __m512 vector_t;
typedef __m512i integers_t;
/* A bit for each lane. */
typedef __mmask16 mask_t;

INLINE vector_t filled(float number) { return _mm512_set1_ps(number); }

INLINE vector_t load(const float *from) { return _mm512_loadu_ps(from); }

INLINE void store(float *to, vector_t x) { _mm512_storeu_ps(to, x); }

INLINE vector_t plus(vector_t a, vector_t b) { return _mm512_add_ps(a, b); }

INLINE vector_t minus(vector_t a, vector_t b) { return _mm512_sub_ps(a, b); }

INLINE vector_t times(vector_t a, vector_t b) { return _mm512_mul_ps(a, b); }

INLINE vector_t times_plus(vector_t a, vector_t b, vector_t sum) { return _mm512_fmadd_ps(a, b, sum); }

/* The second where one of the two is NaN. */
INLINE vector_t larger(vector_t a, vector_t b) { return _mm512_max_ps(a, b); }

/* The nearest whole numbers, ties to even. */
INLINE vector_t nearest(vector_t x) { return _mm512_roundscale_ps(x, 0); }

/* x times 2^n, of whole numbers n. */
INLINE vector_t times_power(vector_t x, vector_t n) { return _mm512_scalef_ps(x, n); }

INLINE float sum_of(vector_t x) { return _mm512_reduce_add_ps(x); }

INLINE float largest_of(vector_t x) { return _mm512_reduce_max_ps(x); }

/* Lanes of the vector at a place that are in [first, end). */
INLINE mask_t within(int at, int first, int end) {
    uint32_t from = first <= at ? 0xffff : first >= at + LANES ? 0 : 0xffffu << (first - at);
    uint32_t to = end >= at + LANES ? 0xffff : end <= at ? 0 : (1u << (end - at)) - 1;
    return (mask_t)(from & to);
}

/* x where the mask is, 0 elsewhere. */
INLINE vector_t masked(mask_t mask, vector_t x) { return _mm512_maskz_mov_ps(mask, x); }

/* The larger of max and x where the mask is, max elsewhere. */
INLINE vector_t larger_masked(mask_t mask, vector_t max, vector_t x) { return _mm512_mask_max_ps(max, mask, max, x); }

INLINE vector_t load_masked(mask_t mask, const float *from) { return _mm512_maskz_loadu_ps(mask, from); }

INLINE void store_masked(mask_t mask, float *to, vector_t x) { _mm512_mask_storeu_ps(to, mask, x); }

INLINE integers_t filled_integers(int32_t number) { return _mm512_set1_epi32(number); }

INLINE integers_t rounded(vector_t x) { return _mm512_cvtps_epi32(x); }

INLINE vector_t converted(integers_t x) { return _mm512_cvtepi32_ps(x); }

/* Of numbers of 16 bits. */
INLINE vector_t load_halves(const uint8_t *from) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from)); }
