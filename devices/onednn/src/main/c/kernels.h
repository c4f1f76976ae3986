/* What the kernels share. They are called through JNI, of which only the types are needed: an environment and a class come
 * before the arguments. There is a library for each kind of processor; its folder's processor.h says what it needs, and has
 * what the loops that are the same for all do with one vector. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define KERNEL __attribute__((target(FEATURES)))
#define INLINE KERNEL __attribute__((always_inline)) static inline
#define NATIVE(type, name) __attribute__((visibility("default"))) type Java_org_dasllm_onednn_kernels_NativeKernels_##name
#define CALLER void *environment, void *class
#define UNROLL _Pragma("GCC unroll 16")

#include "processor.h"
