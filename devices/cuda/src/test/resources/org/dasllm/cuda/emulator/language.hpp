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
