/* x86-64 with AVX-512 and its dot products. */
#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni,avx512bf16"

enum { LANES = 16 };
