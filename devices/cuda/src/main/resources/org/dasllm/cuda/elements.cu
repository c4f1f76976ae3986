// What works element by element; each kernel strides over the grid.

KERNEL(add)(float* target, const float* other, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        target[i] += other[i];
    }
}

KERNEL(add_scaled)(float* target, const float* other, float factor, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        target[i] += factor * other[i];
    }
}

KERNEL(to_bfloat16)(const float* values, bfloat16* narrowed, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        narrowed[i] = narrow(values[i]);
    }
}

KERNEL(to_float)(const bfloat16* values, float* widened, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        widened[i] = widen(values[i]);
    }
}

// output[row] = residual[row] + bias; either may be absent.
KERNEL(begin_output)(const float* residual, const float* bias, float* output, int columns, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        output[i] = (residual ? residual[i] : 0.0f) + (bias ? bias[i % columns] : 0.0f);
    }
}

__device__ inline float activate(float x, int activation) {
    if (activation == 0) {
        return x / (1.0f + expf(-x));
    }
    return 0.5f * x * (1.0f + tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x)));
}

__device__ inline float slope(float x, int activation) {
    if (activation == 0) {
        float s = 1.0f / (1.0f + expf(-x));
        return s * (1.0f + x * (1.0f - s));
    }
    float t = tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x));
    return 0.5f * (1.0f + t)
            + 0.5f * x * (1.0f - t * t) * 0.7978845608028654f * (1.0f + 3.0f * 0.044715f * x * x);
}

// activation: 0 is SiLU, 1 is GELU by tanh.
KERNEL(gate_forward)(const float* gate, const float* up, int activation, float* output, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        output[i] = activate(gate[i], activation) * up[i];
    }
}

KERNEL(gate_backward)
(const float* gradient,
 const float* gate,
 const float* up,
 int activation,
 float* gate_gradient,
 float* up_gradient,
 int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        float dy = gradient[i];
        gate_gradient[i] = slope(gate[i], activation) * up[i] * dy;
        up_gradient[i] = activate(gate[i], activation) * dy;
    }
}

// Column i and column i + half of every head turn by the angle position * frequencies[i]; direction is 1 or -1.
KERNEL(rotary)
(const float* input,
 const int* positions,
 const float* frequencies,
 int columns,
 int half,
 float direction,
 float* output,
 int64 pairs) {
    int row_pairs = columns / 2;
    for (int64 i = grid_thread(); i < pairs; i += grid_threads()) {
        int64 row = i / row_pairs;
        int within = (int)(i - row * row_pairs);
        int head = within / half;
        int pair = within - head * half;
        float angle = (float)positions[row] * frequencies[pair];
        float c = cosf(angle);
        float s = sinf(angle) * direction;
        int64 first = row * columns + (int64)head * 2 * half + pair;
        float a = input[first];
        float b = input[first + half];
        output[first] = a * c - b * s;
        output[first + half] = b * c + a * s;
    }
}

// The 64-bit finaliser of the contract's Dropout.
__device__ inline bits64 mix(bits64 value) {
    bits64 z = value + 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

// places: for each row, the row that dropout takes it for; absent where that is the row itself.
__device__ inline bool keeps(bits64 key, int64 threshold, const int* places, int columns, int64 i) {
    int64 place = places ? (int64)places[i / columns] * columns + i % columns : i;
    return (int64)(mix(key + (bits64)place) >> 40) >= threshold;
}

KERNEL(dropout)
(const float* input,
 bits64 key,
 int64 threshold,
 float factor,
 const int* places,
 int columns,
 float* output,
 int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        output[i] = keeps(key, threshold, places, columns, i) ? input[i] * factor : 0.0f;
    }
}

// The backward pass, added to a gradient that is there.
KERNEL(add_dropout)
(const float* gradient,
 bits64 key,
 int64 threshold,
 float factor,
 const int* places,
 int columns,
 float* target,
 int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        target[i] += keeps(key, threshold, places, columns, i) ? gradient[i] * factor : 0.0f;
    }
}

// NF4: value i is codes' half-byte i, the upper half first, times its block's scale.
__device__ inline float nf4(const unsigned char* codes, const float* scales, const float* code, int64 i) {
    unsigned pair = codes[i >> 1];
    return code[(i & 1) == 0 ? pair >> 4 : pair & 15u] * scales[i / 64];
}

KERNEL(nf4_to_float)
(const unsigned char* codes, const float* scales, const float* code, float* values, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        values[i] = nf4(codes, scales, code, i);
    }
}

KERNEL(nf4_to_bfloat16)
(const unsigned char* codes, const float* scales, const float* code, bfloat16* values, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        values[i] = narrow(nf4(codes, scales, code, i));
    }
}

// One update of AdamW; rate and root hold the bias corrections. Clears the gradient.
KERNEL(adamw)
(float* values,
 float* gradient,
 float* first,
 float* second,
 float beta1,
 float rest1,
 float beta2,
 float rest2,
 float epsilon,
 float rate,
 float root,
 float keep,
 float scale,
 int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        float g = gradient[i] * scale;
        float m = first[i] * beta1 + g * rest1;
        float v = second[i] * beta2 + g * g * rest2;
        first[i] = m;
        second[i] = v;
        values[i] = values[i] * keep - m * rate / (sqrtf(v) * root + epsilon);
        gradient[i] = 0.0f;
    }
}

// Sums of squares, one a block, in float64.
KERNEL(square_sums)(const float* values, int64 count, double* sums) {
    SHARED double parts[256];
    double sum = 0;
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        sum += (double)values[i] * values[i];
    }
    parts[threadIdx.x] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half >>= 1) {
        if ((int)threadIdx.x < half) {
            parts[threadIdx.x] += parts[threadIdx.x + half];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = parts[0];
    }
}
