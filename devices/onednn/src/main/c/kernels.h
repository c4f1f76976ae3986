/* What the kernels share. They are called through JNI, of which only the types are needed: an environment and a class come
 * before the arguments. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni,avx512bf16"
#define KERNEL __attribute__((target(FEATURES)))
#define INLINE KERNEL __attribute__((always_inline)) static inline
#define NATIVE(type, name) __attribute__((visibility("default"))) type Java_org_dasllm_onednn_products_NativeKernels_##name
#define CALLER void *environment, void *class
#define UNROLL _Pragma("GCC unroll 16")

enum { LANES = 16 };
