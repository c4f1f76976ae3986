/* e^x as Vectors.exp: 2^n times a polynomial of the rest (Cephes, expf.c). NaN stays NaN; for AVX2 up to 88 only. */
INLINE vector_t exponential(vector_t x) {
    x = larger(filled(-87), x);
    vector_t n = nearest(times(x, filled(1.442695f)));
    vector_t r = times_plus(n, filled(-6.933594e-1f), x);
    r = times_plus(n, filled(2.1219444e-4f), r);
    vector_t p = filled(1.9875691e-4f);
    p = times_plus(p, r, filled(1.3981999e-3f));
    p = times_plus(p, r, filled(8.333452e-3f));
    p = times_plus(p, r, filled(4.1665796e-2f));
    p = times_plus(p, r, filled(1.6666666e-1f));
    p = times_plus(p, r, filled(5e-1f));
    p = times_plus(p, times(r, r), plus(r, filled(1)));
    return times_power(p, n);
}
