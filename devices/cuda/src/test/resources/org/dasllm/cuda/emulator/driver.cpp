// The calls of CUDA's driver, of NVRTC and of cuBLASLt that this device makes, on a CPU, for tests. Their prototypes are
// those of CUDA 13. Memory "on the card" is host memory that begins as NaN; addresses that the host sees are shifted, so
// that neither side can use the other's by mistake.
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "language.hpp"

#define API extern "C" __attribute__((visibility("default")))

namespace emulator {
Coroutine coroutines[MOST_THREADS];
Coroutine* current;
dim3 block_index, block_size, grid_size;
uint64_t lanes[MOST_THREADS];
Factors factors[2][MOST_THREADS / 32];

void fail(const char* what) {
    std::fprintf(stderr, "CUDA emulator: %s\n", what);
    std::abort();
}

static void* scheduler_stack;
static int threads;
static void (*entry)(void**);
static void** entry_arguments;
static size_t dynamic_shared;

// Saves what a call must preserve, and goes on where the other stack stopped.
extern "C" void emulator_switch(void** from, void* to);
asm(R"(
.text
.globl emulator_switch
.type emulator_switch, @function
emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size emulator_switch, .-emulator_switch
)");

static void give_way() { emulator_switch(&current->stack_pointer, scheduler_stack); }

struct Copy {
    void* to;
    const void* from;
    int bytes;
    bool there;
};
static std::vector<Copy> copies[MOST_THREADS];

void begin_copy(void* to, const void* from, int bytes, bool there) {
    char* shared = reinterpret_cast<char*>(emulated_shared_memory);
    char* place = static_cast<char*>(to);
    if (place < shared || place + bytes > shared + dynamic_shared
            || (reinterpret_cast<uint64_t>(to) | reinterpret_cast<uint64_t>(from)) % bytes != 0) {
        fail("a copy to a place outside shared memory, or not aligned");
    }
    std::memset(to, 0xff, bytes);
    copies[number()].push_back({to, from, bytes, there});
}

void finish_copies() {
    for (const Copy& copy : copies[number()]) {
        copy.there ? std::memcpy(copy.to, copy.from, copy.bytes) : std::memset(copy.to, 0, copy.bytes);
    }
    copies[number()].clear();
}

static void begin() {
    entry(entry_arguments);
    if (!copies[number()].empty()) {
        fail("a thread ended without waiting for its copies");
    }
    current->finished = true;
    give_way();
    fail("a finished thread was resumed");
}

// Nobody passes a barrier before all have come to it, so their number says which one is open.
static long arrivals;
static long warp_arrivals[MOST_THREADS / 32];

void barrier() {
    long open = (long)++current->barriers * threads;
    arrivals++;
    while (arrivals < open) {
        give_way();
    }
}

void warp_barrier() {
    long& arrived = warp_arrivals[number() / 32];
    long open = (long)++current->shuffles * 32;
    arrived++;
    while (arrived < open) {
        give_way();
    }
}

static long progress() {
    long sum = arrivals;
    for (long each : warp_arrivals) {
        sum += each;
    }
    return sum;
}

static void run_block(bool reverse) {
    for (int i = 0; i < threads; i++) {
        Coroutine& c = coroutines[i];
        if (!c.stack) {
            c.stack = static_cast<char*>(std::aligned_alloc(64, STACK));
        }
        c.thread = {i % block_size.x, i / block_size.x % block_size.y, i / (block_size.x * block_size.y)};
        c.barriers = 0;
        c.shuffles = 0;
        c.finished = false;
        // A stack as emulator_switch leaves it: six registers, then where to go; aligned as at a function's first line.
        void** top = reinterpret_cast<void**>(c.stack + STACK - 64);
        *--top = nullptr;
        *--top = reinterpret_cast<void*>(&begin);
        for (int r = 0; r < 6; r++) {
            *--top = nullptr;
        }
        c.stack_pointer = top;
    }
    std::memset(emulated_shared_memory, 0xff, dynamic_shared);
    arrivals = 0;
    std::memset(warp_arrivals, 0, sizeof(warp_arrivals));
    int left = threads;
    while (left > 0) {
        int finished = 0;
        long before = progress();
        for (int i = 0; i < threads; i++) {
            Coroutine& c = coroutines[reverse ? threads - 1 - i : i];
            if (!c.finished) {
                current = &c;
                emulator_switch(&scheduler_stack, c.stack_pointer);
            }
            finished += c.finished;
        }
        if (threads - finished == left && progress() == before) {
            fail("threads wait at a barrier for one that has ended");
        }
        left = threads - finished;
    }
}
}  // namespace emulator

alignas(128) float emulated_shared_memory[emulator::SHARED_BYTES / sizeof(float)];

// ---- driver ----

using CUdeviceptr = unsigned long long;
static const CUdeviceptr SHIFT = 1ull << 46;
static std::map<CUdeviceptr, size_t> blocks;
static std::set<const void*> streams;
static int launches;
static int matmuls;

static void* host(CUdeviceptr address, size_t bytes) {
    auto after = blocks.upper_bound(address);
    if (after == blocks.begin()) {
        return nullptr;
    }
    --after;
    return address + bytes <= after->first + after->second ? reinterpret_cast<void*>(address - SHIFT) : nullptr;
}

void* emulator::to_host(uint64_t address) {
    void* memory = address ? host(address, 1) : nullptr;
    if (address && !memory) {
        fail("a kernel was given an address that is not in the device's memory");
    }
    return memory;
}

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_FOUND = 500 };

API int cuInit(unsigned flags) { return flags == 0 ? SUCCESS : INVALID_VALUE; }
API int cuDriverGetVersion(int* version) { return *version = 13010, SUCCESS; }
API int cuDeviceGetCount(int* count) { return *count = 1, SUCCESS; }
API int cuDeviceGet(int* device, int ordinal) { return *device = ordinal, ordinal == 0 ? SUCCESS : INVALID_VALUE; }
API int cuDeviceGetName(char* name, int length, int) { return std::snprintf(name, length, "emulated card"), SUCCESS; }
API int cuDeviceTotalMem_v2(size_t* bytes, int) { return *bytes = 1 << 30, SUCCESS; }
API int cuDeviceGetAttribute(int* value, int attribute, int) {
    switch (attribute) {
        case 16:  // multiprocessors
            return *value = 2, SUCCESS;
        case 75:  // compute capability
            return *value = 9, SUCCESS;
        case 76:
            return *value = 0, SUCCESS;
        case 97: {  // shared memory of a block
            const char* set = std::getenv("DASLLM_EMULATED_SHARED");
            return *value = set ? std::atoi(set) : (int)emulator::SHARED_BYTES, SUCCESS;
        }
        default:
            return INVALID_VALUE;
    }
}
API int cuDevicePrimaryCtxRetain(void** context, int) { return *context = &blocks, SUCCESS; }
API int cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
API int cuCtxSetCurrent(void* context) { return context == &blocks ? SUCCESS : INVALID_VALUE; }
API int cuGetErrorName(int, const char** name) { return *name = "EMULATED_ERROR", SUCCESS; }
API int cuGetErrorString(int, const char** text) { return *text = "an error of the emulator", SUCCESS; }

API int cuMemAlloc_v2(CUdeviceptr* address, size_t bytes) {
    if (bytes == 0 || bytes > (1ull << 30)) {
        return bytes == 0 ? INVALID_VALUE : OUT_OF_MEMORY;
    }
    void* memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
    std::memset(memory, 0xff, bytes);
    *address = reinterpret_cast<CUdeviceptr>(memory) + SHIFT;
    blocks[*address] = bytes;
    return SUCCESS;
}
API int cuMemFree_v2(CUdeviceptr address) {
    if (blocks.erase(address) == 0) {
        return INVALID_VALUE;
    }
    std::free(reinterpret_cast<void*>(address - SHIFT));
    return SUCCESS;
}
API int cuMemGetInfo_v2(size_t* free, size_t* total) {
    size_t used = 0;
    for (auto& block : blocks) {
        used += block.second;
    }
    return *total = 1 << 30, *free = *total - used, SUCCESS;
}
API int cuMemAllocHost_v2(void** memory, size_t bytes) { return *memory = std::malloc(bytes), SUCCESS; }
API int cuMemFreeHost(void* memory) { return std::free(memory), SUCCESS; }
API int cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t bytes, void* stream) {
    void* target = host(to, bytes);
    return target && streams.count(stream) ? std::memcpy(target, from, bytes), SUCCESS : INVALID_VALUE;
}
API int cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t bytes, void* stream) {
    void* source = host(from, bytes);
    return source && streams.count(stream) ? std::memcpy(to, source, bytes), SUCCESS : INVALID_VALUE;
}
API int cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, void* stream) {
    void* target = host(to, bytes);
    void* source = host(from, bytes);
    bool apart = to + bytes <= from || from + bytes <= to;
    return target && source && apart && streams.count(stream) ? std::memcpy(target, source, bytes), SUCCESS
                                                              : INVALID_VALUE;
}
API int cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, void* stream) {
    unsigned* target = static_cast<unsigned*>(host(to, 4 * count));
    if (!target || !streams.count(stream)) {
        return INVALID_VALUE;
    }
    for (size_t i = 0; i < count; i++) {
        target[i] = value;
    }
    return SUCCESS;
}
API int cuStreamCreate(void** stream, unsigned) {
    *stream = std::malloc(1);
    streams.insert(*stream);
    return SUCCESS;
}
API int cuStreamSynchronize(void* stream) { return streams.count(stream) ? SUCCESS : INVALID_VALUE; }
API int cuStreamDestroy_v2(void* stream) { return streams.erase(stream) ? SUCCESS : INVALID_VALUE; }
API int cuEventCreate(void** event, unsigned) { return *event = std::malloc(1), SUCCESS; }
API int cuEventRecord(void*, void*) { return SUCCESS; }
API int cuEventSynchronize(void*) { return SUCCESS; }
API int cuEventElapsedTime_v2(float* milliseconds, void*, void*) { return *milliseconds = 1, SUCCESS; }
API int cuEventDestroy_v2(void* event) { return std::free(event), SUCCESS; }

API int cuModuleLoadData(void** module, const void* image) {
    if (std::strncmp(static_cast<const char*>(image), "emulated:", 9) != 0) {
        return INVALID_VALUE;
    }
    return *module = new std::string(static_cast<const char*>(image)), SUCCESS;
}
API int cuModuleUnload(void* module) { return delete static_cast<std::string*>(module), SUCCESS; }
API int cuModuleGetFunction(void** function, void* module, const char* name) {
    for (int i = 0; i < emulator::registered_count; i++) {
        if (std::string(emulator::registered[i].name) == name && module) {
            return *function = const_cast<emulator::Registered*>(&emulator::registered[i]), SUCCESS;
        }
    }
    return NOT_FOUND;
}

static std::map<void*, int> shared_limits;

API int cuFuncSetAttribute(void* function, int attribute, int value) {
    int most = 0;
    cuDeviceGetAttribute(&most, 97, 0);
    if (attribute != 8 || value > most) {
        return INVALID_VALUE;
    }
    shared_limits[function] = value;
    return SUCCESS;
}

API int cuLaunchKernel(
        void* function,
        unsigned grid_x,
        unsigned grid_y,
        unsigned grid_z,
        unsigned block_x,
        unsigned block_y,
        unsigned block_z,
        unsigned shared,
        void* stream,
        void** arguments,
        void** extra) {
    unsigned threads = block_x * block_y * block_z;
    unsigned limit = shared_limits.count(function) ? shared_limits[function] : 48 << 10;
    if (grid_x == 0 || grid_y == 0 || grid_z == 0 || threads == 0 || threads > 1024 || shared > limit || extra
            || grid_y > 65535 || grid_z > 65535 || !streams.count(stream)) {
        return INVALID_VALUE;
    }
    emulator::entry = static_cast<emulator::Registered*>(function)->run;
    emulator::entry_arguments = arguments;
    emulator::threads = (int)threads;
    emulator::dynamic_shared = shared;
    emulator::block_size = {block_x, block_y, block_z};
    emulator::grid_size = {grid_x, grid_y, grid_z};
    bool reverse = launches++ % 2 == 1;
    for (unsigned z = 0; z < grid_z; z++) {
        for (unsigned y = 0; y < grid_y; y++) {
            for (unsigned x = 0; x < grid_x; x++) {
                emulator::block_index = {x, y, z};
                emulator::run_block(reverse);
            }
        }
    }
    return SUCCESS;
}

API int emulator_launches() { return launches; }
API int emulator_matmuls() { return matmuls; }

// ---- NVRTC: the kernels were compiled with this file ----

API int nvrtcVersion(int* major, int* minor) { return *major = 13, *minor = 0, 0; }
API const char* nvrtcGetErrorString(int) { return "an error of the emulator"; }
API int nvrtcGetNumSupportedArchs(int* count) { return *count = 2, 0; }
API int nvrtcGetSupportedArchs(int* architectures) { return architectures[0] = 80, architectures[1] = 90, 0; }
API int nvrtcCreateProgram(void** program, const char* source, const char*, int, const char* const*, const char* const*) {
    return *program = new std::string(source), 0;
}
API int nvrtcDestroyProgram(void** program) { return delete static_cast<std::string*>(*program), *program = nullptr, 0; }
API int nvrtcCompileProgram(void*, int count, const char* const* options) {
    for (int i = 0; i < count; i++) {
        if (std::strcmp(options[i], "--gpu-architecture=sm_90") == 0) {
            return 0;
        }
    }
    return 5;
}
static const char IMAGE[] = "emulated:";
API int nvrtcGetCUBINSize(void*, size_t* size) { return *size = sizeof(IMAGE), 0; }
API int nvrtcGetCUBIN(void*, char* image) { return std::memcpy(image, IMAGE, sizeof(IMAGE)), 0; }
API int nvrtcGetPTXSize(void*, size_t* size) { return *size = sizeof(IMAGE), 0; }
API int nvrtcGetPTX(void*, char* image) { return std::memcpy(image, IMAGE, sizeof(IMAGE)), 0; }
API int nvrtcGetProgramLogSize(void*, size_t* size) { return *size = 1, 0; }
API int nvrtcGetProgramLog(void*, char* log) { return *log = 0, 0; }

// ---- cuBLASLt: column-major, as its documentation defines it ----

struct Description {
    int compute, scale, transpose_a, transpose_b;
};
struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t leading;
};
struct Preference {
    uint64_t workspace;
    uint32_t alignment[4];
};

API size_t cublasLtGetVersion() { return 130000; }
API int cublasLtCreate(void** handle) { return *handle = std::malloc(1), 0; }
API int cublasLtDestroy(void* handle) { return std::free(handle), 0; }
API int cublasLtMatmulDescCreate(void** description, int compute, int scale) {
    return *description = new Description{compute, scale, 0, 0}, 0;
}
API int cublasLtMatmulDescDestroy(void* description) { return delete static_cast<Description*>(description), 0; }
API int cublasLtMatmulDescSetAttribute(void* description, int attribute, const void* value, size_t bytes) {
    Description* d = static_cast<Description*>(description);
    if (bytes != 4 || (attribute != 3 && attribute != 4)) {
        return 7;
    }
    std::memcpy(attribute == 3 ? &d->transpose_a : &d->transpose_b, value, 4);
    return 0;
}
API int cublasLtMatrixLayoutCreate(void** layout, int type, uint64_t rows, uint64_t columns, int64_t leading) {
    return *layout = new Layout{type, rows, columns, leading}, leading >= (int64_t)rows ? 0 : 7;
}
API int cublasLtMatrixLayoutDestroy(void* layout) { return delete static_cast<Layout*>(layout), 0; }
API int cublasLtMatmulPreferenceCreate(void** preference) { return *preference = new Preference{}, 0; }
API int cublasLtMatmulPreferenceDestroy(void* preference) { return delete static_cast<Preference*>(preference), 0; }
API int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value, size_t bytes) {
    Preference* p = static_cast<Preference*>(preference);
    if (attribute == 1 && bytes == 8) {
        return std::memcpy(&p->workspace, value, 8), 0;
    }
    if (attribute == 3 && bytes == 4) {
        return 0;
    }
    if (attribute >= 5 && attribute <= 8 && bytes == 4) {
        return std::memcpy(&p->alignment[attribute - 5], value, 4), 0;
    }
    return 7;
}

struct Algorithm {
    uint64_t data[8];
};
struct Heuristic {
    Algorithm algorithm;
    size_t workspace;
    int state;
    float waves;
    int reserved[4];
};

static bool supported(const Description* d, const Layout* a, const Layout* b, const Layout* c, const Layout* out) {
    bool types = (a->type == 0 && b->type == 0) || (a->type == 14 && b->type == 14);
    bool compute = d->compute == 68 || (d->compute == 77 && a->type == 0);
    uint64_t m = d->transpose_a ? a->columns : a->rows;
    uint64_t k = d->transpose_a ? a->rows : a->columns;
    uint64_t n = d->transpose_b ? b->rows : b->columns;
    uint64_t other = d->transpose_b ? b->columns : b->rows;
    return types && compute && d->scale == 0 && c->type == 0 && out->type == 0 && k == other && c->rows == m
            && c->columns == n && out->rows == m && out->columns == n;
}

API int cublasLtMatmulAlgoGetHeuristic(
        void*,
        void* description,
        void* a,
        void* b,
        void* c,
        void* d,
        void* preference,
        int requested,
        Heuristic* results,
        int* found) {
    Preference* p = static_cast<Preference*>(preference);
    for (uint32_t alignment : p->alignment) {
        if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
            return 7;
        }
    }
    *found = 0;
    if (requested < 1
            || !supported(
                    static_cast<Description*>(description),
                    static_cast<Layout*>(a),
                    static_cast<Layout*>(b),
                    static_cast<Layout*>(c),
                    static_cast<Layout*>(d))) {
        return 15;
    }
    std::memset(results, 0, sizeof(Heuristic));
    results->algorithm.data[0] = 42;
    results->algorithm.data[1] = p->alignment[0];
    results->algorithm.data[2] = p->alignment[1];
    results->algorithm.data[3] = p->alignment[2];
    results->workspace = 1024;
    return *found = 1, 0;
}

static float number(const void* data, int type, uint64_t index) {
    if (type == 0) {
        return static_cast<const float*>(data)[index];
    }
    return __uint_as_float((unsigned)static_cast<const uint16_t*>(data)[index] << 16);
}

API int cublasLtMatmul(
        void*,
        void* description,
        const float* alpha,
        const void* a,
        void* a_layout,
        const void* b,
        void* b_layout,
        const float* beta,
        const void* c,
        void* c_layout,
        void* d,
        void* d_layout,
        const Algorithm* algorithm,
        void* workspace,
        size_t workspace_bytes,
        void* stream) {
    Description* op = static_cast<Description*>(description);
    Layout* la = static_cast<Layout*>(a_layout);
    Layout* lb = static_cast<Layout*>(b_layout);
    Layout* lc = static_cast<Layout*>(c_layout);
    Layout* ld = static_cast<Layout*>(d_layout);
    if (!supported(op, la, lb, lc, ld) || algorithm->data[0] != 42 || workspace_bytes < 1024 || !streams.count(stream)
            || !host(reinterpret_cast<CUdeviceptr>(workspace), workspace_bytes)) {
        return 7;
    }
    auto bytes = [](Layout* l) { return (l->leading * (l->columns - 1) + l->rows) * (l->type == 0 ? 4 : 2); };
    auto address = [](const void* p) { return reinterpret_cast<CUdeviceptr>(p); };
    const void* ha = host(address(a), bytes(la));
    const void* hb = host(address(b), bytes(lb));
    const float* hc = static_cast<const float*>(host(address(c), bytes(lc)));
    float* hd = static_cast<float*>(host(address(d), bytes(ld)));
    if (!ha || !hb || !hc || !hd || address(a) % algorithm->data[1] || address(b) % algorithm->data[2]
            || address(c) % algorithm->data[3]) {
        return 7;
    }
    matmuls++;
    uint64_t k = op->transpose_a ? la->rows : la->columns;
    for (uint64_t j = 0; j < ld->columns; j++) {
        for (uint64_t i = 0; i < ld->rows; i++) {
            double sum = 0;
            for (uint64_t l = 0; l < k; l++) {
                double left = number(ha, la->type, op->transpose_a ? l + i * la->leading : i + l * la->leading);
                double right = number(hb, lb->type, op->transpose_b ? j + l * lb->leading : l + j * lb->leading);
                sum += left * right;
            }
            float old = *beta == 0 ? 0 : *beta * hc[i + j * lc->leading];
            hd[i + j * ld->leading] = (float)(*alpha * sum) + old;
        }
    }
    return 0;
}
