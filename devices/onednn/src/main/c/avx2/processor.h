/* x86-64 with AVX2. */
#define FEATURES "avx2,fma,f16c"

enum { LANES = 8 };

typedef __m256 vector_t;
typedef __m256i integers_t;
/* All bits of the lanes that count, none of the others. */
typedef __m256 mask_t;

INLINE vector_t filled(float number) { return _mm256_set1_ps(number); }

INLINE vector_t load(const float *from) { return _mm256_loadu_ps(from); }

INLINE void store(float *to, vector_t x) { _mm256_storeu_ps(to, x); }

INLINE vector_t plus(vector_t a, vector_t b) { return _mm256_add_ps(a, b); }

INLINE vector_t minus(vector_t a, vector_t b) { return _mm256_sub_ps(a, b); }

INLINE vector_t times(vector_t a, vector_t b) { return _mm256_mul_ps(a, b); }

INLINE vector_t times_plus(vector_t a, vector_t b, vector_t sum) { return _mm256_fmadd_ps(a, b, sum); }

/* The second where one of the two is NaN. */
INLINE vector_t larger(vector_t a, vector_t b) { return _mm256_max_ps(a, b); }

/* The nearest whole numbers, ties to even. */
INLINE vector_t nearest(vector_t x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

/* x times 2^n, of whole numbers n from -126 to 127. */
INLINE vector_t times_power(vector_t x, vector_t n) {
    __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(x, _mm256_castsi256_ps(power));
}

INLINE float sum_of(vector_t x) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINE float largest_of(vector_t x) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

/* Lanes of the vector at a place that are in [first, end). */
INLINE mask_t within(int at, int first, int end) {
    __m256i lanes = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(at));
    __m256i before = _mm256_cmpgt_epi32(_mm256_set1_epi32(first), lanes);
    return _mm256_castsi256_ps(_mm256_andnot_si256(before, _mm256_cmpgt_epi32(_mm256_set1_epi32(end), lanes)));
}

/* x where the mask is, 0 elsewhere. */
INLINE vector_t masked(mask_t mask, vector_t x) { return _mm256_and_ps(x, mask); }

/* The larger of max and x where the mask is, max elsewhere. */
INLINE vector_t larger_masked(mask_t mask, vector_t max, vector_t x) {
    return larger(max, _mm256_blendv_ps(filled(-__builtin_inff()), x, mask));
}

INLINE vector_t load_masked(mask_t mask, const float *from) { return _mm256_maskload_ps(from, _mm256_castps_si256(mask)); }

INLINE void store_masked(mask_t mask, float *to, vector_t x) { _mm256_maskstore_ps(to, _mm256_castps_si256(mask), x); }

INLINE integers_t filled_integers(int32_t number) { return _mm256_set1_epi32(number); }

INLINE integers_t rounded(vector_t x) { return _mm256_cvtps_epi32(x); }

INLINE vector_t converted(integers_t x) { return _mm256_cvtepi32_ps(x); }

/* Of numbers of 16 bits. */
INLINE vector_t load_halves(const uint8_t *from) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from)); }
