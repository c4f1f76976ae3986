// What CUDA C++ adds to C++, for a CPU: enough to run this device's kernels, and to see what a card would not forgive.
//
// A block's threads are coroutines, each with a stack, that give way at barriers and warp shuffles and nowhere else. They
// are resumed in the order of their numbers in one launch and in the reverse order in the next one: a missing barrier
// shows as another result. Dynamic shared memory begins as NaN in every block.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

struct dim3 {
    unsigned x, y, z;
};

namespace emulator {
constexpr int MOST_THREADS = 1024;
constexpr size_t STACK = 64 << 10;
constexpr size_t SHARED_BYTES = 227 << 10;

struct Coroutine {
    void* stack_pointer;
    char* stack;
    dim3 thread;
    int barriers;
    int shuffles;
    bool finished;
};

extern Coroutine coroutines[MOST_THREADS];
extern Coroutine* current;
extern dim3 block_index, block_size, grid_size;
extern uint64_t lanes[MOST_THREADS];

void barrier();
void warp_barrier();
[[noreturn]] void fail(const char* what);

// The thread's number in its block.
inline int number() { return (int)(current - coroutines); }

template <class T>
T shuffle_xor(unsigned mask, T value, int distance) {
    if (mask != 0xffffffffu) {
        fail("a shuffle among fewer lanes than a warp has");
    }
    std::memcpy(&lanes[number()], &value, sizeof(T));
    warp_barrier();
    T other;
    std::memcpy(&other, &lanes[number() ^ distance], sizeof(T));
    warp_barrier();
    return other;
}

// ---- matrices that a warp's lanes share, and copies beside the program, as the PTX ISA defines them ----

// A product's factors, of a warp, in float32. One operation's lie beside those of the next one, which a lane may come to
// before another has read these.
struct Factors {
    float a[16][16];
    float b[16][8];
};

extern Factors factors[2][MOST_THREADS / 32];

inline float bfloat16_to_float(unsigned bits) {
    bits <<= 16;
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

// mma.m16n8k16 with bf16 factors; i numbers the elements of a lane's fragment.
inline void multiply_matrices(float (&sums)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    const int lane = number() % 32;
    const int group = lane >> 2;
    const int in_group = lane % 4;
    Factors& own = factors[current->shuffles % 2][number() / 32];
    for (int i = 0; i < 8; i++) {
        int row = i < 2 || (4 <= i && i < 6) ? group : group + 8;
        int column = in_group * 2 + (i & 1) + (i >= 4 ? 8 : 0);
        own.a[row][column] = bfloat16_to_float(a[i / 2] >> 16 * (i % 2) & 0xffff);
    }
    for (int i = 0; i < 4; i++) {
        int row = in_group * 2 + (i & 1) + (i >= 2 ? 8 : 0);
        own.b[row][group] = bfloat16_to_float(b[i / 2] >> 16 * (i % 2) & 0xffff);
    }
    warp_barrier();
    for (int i = 0; i < 4; i++) {
        int row = i < 2 ? group : group + 8;
        int column = in_group * 2 + (i & 1);
        for (int k = 0; k < 16; k++) {
            sums[i] += own.a[row][k] * own.b[k][column];
        }
    }
}

// ldmatrix.m8n8.x4: lane l gives the address of row l % 8 of matrix l / 8, and gets two neighbours of each matrix.
inline void load_matrices(const char* row, unsigned (&to)[4], bool transposed) {
    static uint64_t rows[2][MOST_THREADS];
    const int lane = number() % 32;
    uint64_t* own = rows[current->shuffles % 2] + number() / 32 * 32;
    own[lane] = reinterpret_cast<uint64_t>(row);
    warp_barrier();
    for (int i = 0; i < 4; i++) {
        unsigned banks = 0;
        for (int r = 0; r < 8; r++) {
            if (own[8 * i + r] % 16 != 0) {
                fail("a matrix's row in shared memory that is not aligned");
            }
            banks |= 1u << own[8 * i + r] / 16 % 8;
        }
        if (banks != 0xff) {
            fail("rows of a matrix that lie in the same banks");
        }
        to[i] = 0;
        for (int e = 0; e < 2; e++) {
            int r = lane / 4;
            int c = lane % 4 * 2 + e;
            const uint16_t* from = reinterpret_cast<const uint16_t*>(own[8 * i + (transposed ? c : r)]);
            to[i] |= (unsigned)from[transposed ? r : c] << 16 * e;
        }
    }
}

// cp.async: the place is undefined until the thread has waited.
void begin_copy(void* to, const void* from, int bytes, bool there);
void finish_copies();

// The host's address of a device's address that a kernel is given.
void* to_host(uint64_t address);

template <class A>
A argument(void* place) {
    A value;
    std::memcpy(&value, place, sizeof(A));
    if constexpr (std::is_pointer_v<A>) {
        value = static_cast<A>(to_host(reinterpret_cast<uint64_t>(value)));
    }
    return value;
}

// Calls a kernel with what a launch's list of pointers to arguments holds.
template <class... A, size_t... I>
void call(void (*kernel)(A...), void** arguments, std::index_sequence<I...>) {
    (void)arguments;
    kernel(argument<A>(arguments[I])...);
}

template <auto KERNEL>
struct Entry;

template <class... A, void (*KERNEL)(A...)>
struct Entry<KERNEL> {
    static void run(void** arguments) { call(KERNEL, arguments, std::index_sequence_for<A...>()); }
};

struct Registered {
    const char* name;
    void (*run)(void** arguments);
};

extern const Registered registered[];
extern const int registered_count;
}  // namespace emulator

extern float emulated_shared_memory[];

#define threadIdx (emulator::current->thread)
#define blockIdx (emulator::block_index)
#define blockDim (emulator::block_size)
#define gridDim (emulator::grid_size)
#define __device__
#define __syncthreads() emulator::barrier()
#define __shfl_xor_sync(mask, value, distance) emulator::shuffle_xor(mask, value, distance)
#define KERNEL(name) extern "C" void name
#define BOUNDED_KERNEL(threads, blocks, name) extern "C" void name
#define SHARED static
#define DYNAMIC_SHARED(type, name) type* name = reinterpret_cast<type*>(emulated_shared_memory)

inline unsigned __float_as_uint(float value) {
    unsigned bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
}

inline float __uint_as_float(unsigned bits) {
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

inline unsigned shared_address(const void* place) {
    return (unsigned)(static_cast<const char*>(place) - reinterpret_cast<const char*>(emulated_shared_memory));
}
inline char* shared_place(unsigned address) { return reinterpret_cast<char*>(emulated_shared_memory) + address; }
inline void ldmatrix(unsigned row, unsigned (&to)[4]) { emulator::load_matrices(shared_place(row), to, false); }
inline void ldmatrix_transposed(unsigned row, unsigned (&to)[4]) {
    emulator::load_matrices(shared_place(row), to, true);
}
inline void mma(float (&sums)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    emulator::multiply_matrices(sums, a, {b0, b1});
}
inline void copy_16_async(unsigned to, const void* from, bool there) {
    emulator::begin_copy(shared_place(to), from, 16, there);
}
inline void copy_4_async(unsigned to, const void* from, bool there) {
    emulator::begin_copy(shared_place(to), from, 4, there);
}
inline void wait_for_copies() { emulator::finish_copies(); }

// To nearest, ties to even; NaN stays one.
inline unsigned bfloat16_bits(float value) {
    unsigned bits = __float_as_uint(value);
    return value != value ? 0x7fff : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}
inline unsigned pack_bfloat16(float low, float high) { return bfloat16_bits(low) | bfloat16_bits(high) << 16; }
inline float fast_exp2(float x) { return std::exp2(x); }
inline float fast_divide(float a, float b) { return a / b; }
