// Put in front of every other source. No header of CUDA is needed: a host that runs this may have none.
//
// Style: one block works on one row, group or tile; sums go through a fixed tree, so that the same inputs give the same
// bits. A float never goes through an atomic operation.

#ifndef KERNEL
#define KERNEL(name) extern "C" __global__ void name
#define SHARED __shared__
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#endif

typedef long long int64;
typedef unsigned long long bits64;
typedef unsigned short bfloat16;

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
