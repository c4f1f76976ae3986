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

// ---- attention ----

// The shape of attention. A cap of 0 is none.
struct Heads {
    int heads;
    int key_value_heads;
    int size;
    float scale;
    int window;
    float cap;

    // The heads of queries that share one of keys.
    __device__ int group() const { return heads / key_value_heads; }

    __device__ bool sees(int query, int key) const { return key <= query && query - key < window; }

    // The first key that a query sees, or the first of its tile of so many.
    __device__ int first_seen(int query, int tile) const {
        int first = query - window + 1;
        return first < 0 ? 0 : first / tile * tile;
    }

    // Behind the last query of a sequence that sees a key in front of an end.
    __device__ int query_end(int key_end, int length) const {
        const int64 end = (int64)key_end + window - 1;
        return end < length ? (int)end : length;
    }

    __device__ float score(float product) const {
        float s = product * scale;
        return cap > 0 ? cap * tanhf(s / cap) : s;
    }

    // The derivative of a score by its product.
    __device__ float slope(float s) const { return cap > 0 ? scale * (1.0f - (s / cap) * (s / cap)) : scale; }
};

// A kernel's arguments, and the shape that they are.
#define HEADS int heads, int key_value_heads, int size, float scale, int window, float cap
#define SHAPE Heads{heads, key_value_heads, size, scale, window, cap}

// Rows of a packed sequence that a block works on: the sequence's first row, its length, and the first position.
struct Tile {
    int first_row;
    int length;
    int from;

    // Behind the last position.
    __device__ int end(int rows) const { return from + rows < length ? from + rows : length; }

    __device__ int64 row(int position) const { return first_row + position; }
};

// Of tables of tiles, three numbers each, the block's own.
__device__ inline Tile own_tile(const int* tiles) {
    const int* tile = tiles + 3 * blockIdx.x;
    return {tile[0], tile[1], tile[2]};
}

// Where in [heads, rows] an item of [rows, heads] is.
__device__ inline int64 head_major(int64 item, int heads, int64 rows) {
    int64 row = item / heads;
    return (item - row * heads) * rows + row;
}
