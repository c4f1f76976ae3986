// Put in front of every other source. No header of CUDA is needed: a host that runs this may have none.
//
// Style: one block works on one row, group or tile; sums go through a fixed tree, so that the same inputs give the same
// bits. A float never goes through an atomic operation.

typedef long long int64;
typedef unsigned long long bits64;
typedef unsigned short bfloat16;

// What is not C++: the emulator of the tests has its own.
#ifndef KERNEL
#define KERNEL(name) extern "C" __global__ void name
// For blocks of so many threads, of which a multiprocessor is to have room for so many.
#define BOUNDED_KERNEL(threads, blocks, name) extern "C" __global__ void __launch_bounds__(threads, blocks) name
#define SHARED __shared__
#define DYNAMIC_SHARED(type, name) extern __shared__ __align__(128) type name[]

// Instructions of cards from compute capability 8.0 on; the PTX ISA defines which lane has which part of a matrix.

__device__ inline unsigned shared_address(const void* place) { return (unsigned)__cvta_generic_to_shared(place); }

// Four matrices of 8 x 8 from shared memory; lane l names row l % 8 of matrix l / 8.
__device__ inline void ldmatrix(unsigned row, unsigned (&to)[4]) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
                 : "r"(row));
}

__device__ inline void ldmatrix_transposed(unsigned row, unsigned (&to)[4]) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
                 : "r"(row));
}

// sums [16 x 8] += a [16 x 16] * b [16 x 8].
__device__ inline void mma(float (&sums)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Copies 16 (or 4) aligned bytes into shared memory while the thread goes on; zeros, and nothing is read, where
// nothing is there.
__device__ inline void copy_16_async(unsigned to, const void* from, bool there) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to),
                 "l"(from),
                 "r"(there ? 16 : 0)
                 : "memory");
}

__device__ inline void copy_4_async(unsigned to, const void* from, bool there) {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(to),
                 "l"(from),
                 "r"(there ? 4 : 0)
                 : "memory");
}

// Waits for the thread's own copies; a barrier must follow before another thread reads them.
__device__ inline void wait_for_copies() { asm volatile("cp.async.wait_all;" ::: "memory"); }

__device__ inline unsigned pack_bfloat16(float low, float high) {
    unsigned pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
}

// 2 to the power of x within two units of float32's last place; 0 for minus infinity.
__device__ inline float fast_exp2(float x) {
    float power;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x));
    return power;
}

__device__ inline float fast_divide(float a, float b) { return __fdividef(a, b); }
#endif

__device__ inline float widen(bfloat16 value) { return __uint_as_float((unsigned)value << 16); }

// Round to nearest, ties to even; NaN stays NaN.
__device__ inline bfloat16 narrow(float value) {
    unsigned bits = __float_as_uint(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
        return (bfloat16)((bits >> 16) | 0x40u);
    }
    return (bfloat16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

__device__ inline float minus_infinity() { return __uint_as_float(0xff800000u); }

// First element of a thread that strides over the grid, and the stride.
__device__ inline int64 grid_thread() { return (int64)blockIdx.x * blockDim.x + threadIdx.x; }
__device__ inline int64 grid_threads() { return (int64)gridDim.x * blockDim.x; }

__device__ inline float warp_sum(float value) {
    for (int distance = 16; distance > 0; distance >>= 1) {
        value += __shfl_xor_sync(0xffffffffu, value, distance);
    }
    return value;
}

__device__ inline float warp_max(float value) {
    for (int distance = 16; distance > 0; distance >>= 1) {
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, distance));
    }
    return value;
}

// The sum over a block of whole warps, for all of its threads.
__device__ inline float block_sum(float value) {
    SHARED float parts[32];
    value = warp_sum(value);
    __syncthreads();
    if ((threadIdx.x & 31) == 0) {
        parts[threadIdx.x >> 5] = value;
    }
    __syncthreads();
    float sum = 0;
    for (int warp = 0; warp < (int)(blockDim.x >> 5); warp++) {
        sum += parts[warp];
    }
    return sum;
}

__device__ inline float block_max(float value) {
    SHARED float parts[32];
    value = warp_max(value);
    __syncthreads();
    if ((threadIdx.x & 31) == 0) {
        parts[threadIdx.x >> 5] = value;
    }
    __syncthreads();
    float max = parts[0];
    for (int warp = 1; warp < (int)(blockDim.x >> 5); warp++) {
        max = fmaxf(max, parts[warp]);
    }
    return max;
}
