/* x86-64 with AVX2. */
#define FEATURES "avx2,fma,f16c"

enum { LANES = 8 };
