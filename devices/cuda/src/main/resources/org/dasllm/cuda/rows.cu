// What works row by row, or adds up rows.

KERNEL(gather_float)(const float* table, const int* ids, float scale, int columns, float* output) {
    const float* from = table + (int64)ids[blockIdx.x] * columns;
    float* to = output + (int64)blockIdx.x * columns;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        to[c] = scale * from[c];
    }
}

KERNEL(gather_bfloat16)(const bfloat16* table, const int* ids, float scale, int columns, float* output) {
    const bfloat16* from = table + (int64)ids[blockIdx.x] * columns;
    float* to = output + (int64)blockIdx.x * columns;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        to[c] = scale * widen(from[c]);
    }
}

// A block adds up the rows order[starts[b]] … order[starts[b + 1] - 1] in that order, into row places[b] of the target.
KERNEL(scatter_sums)
(const float* rows,
 const int* order,
 const int* starts,
 const int* places,
 float scale,
 int columns,
 float* target) {
    int first = starts[blockIdx.x];
    int end = starts[blockIdx.x + 1];
    float* to = target + (int64)places[blockIdx.x] * columns;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        float sum = 0;
        for (int i = first; i < end; i++) {
            sum += rows[(int64)order[i] * columns + c];
        }
        to[c] += scale * sum;
    }
}

// A block normalises a group of columns; inverses may be absent.
KERNEL(norm_forward)
(const float* input,
 const float* weight,
 float epsilon,
 float offset,
 int columns,
 float* output,
 float* inverses) {
    const float* x = input + (int64)blockIdx.x * columns;
    float* y = output + (int64)blockIdx.x * columns;
    float squares = 0;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        squares += x[c] * x[c];
    }
    float inverse = 1.0f / sqrtf(block_sum(squares) / columns + epsilon);
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        y[c] = x[c] * inverse * (offset + weight[c]);
    }
    if (inverses && threadIdx.x == 0) {
        inverses[blockIdx.x] = inverse;
    }
}

KERNEL(norm_backward)
(const float* gradient,
 const float* input,
 const float* weight,
 float offset,
 const float* inverses,
 int columns,
 float* input_gradient) {
    const float* x = input + (int64)blockIdx.x * columns;
    const float* dy = gradient + (int64)blockIdx.x * columns;
    float* dx = input_gradient + (int64)blockIdx.x * columns;
    float product = 0;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        product += (offset + weight[c]) * dy[c] * x[c];
    }
    float mean = block_sum(product) / columns;
    float r = inverses[blockIdx.x];
    float back = r * r * r * mean;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        dx[c] = r * (offset + weight[c]) * dy[c] - x[c] * back;
    }
}

// partial[part][column]: the sum of dy * x * r over the part's groups, in their order.
KERNEL(norm_weight_partials)
(const float* gradient,
 const float* input,
 const float* inverses,
 int64 groups,
 int64 part_groups,
 int columns,
 float* partials) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    int64 first = blockIdx.y * part_groups;
    int64 end = first + part_groups < groups ? first + part_groups : groups;
    float sum = 0;
    for (int64 g = first; g < end; g++) {
        sum += gradient[g * columns + c] * input[g * columns + c] * inverses[g];
    }
    partials[(int64)blockIdx.y * columns + c] = sum;
}

// partial[part][column]: the sum of the part's rows.
KERNEL(column_partials)(const float* rows, int64 count, int64 part_rows, int columns, float* partials) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    int64 first = blockIdx.y * part_rows;
    int64 end = first + part_rows < count ? first + part_rows : count;
    float sum = 0;
    for (int64 row = first; row < end; row++) {
        sum += rows[row * columns + c];
    }
    partials[(int64)blockIdx.y * columns + c] = sum;
}

// partial[part][column]: the sum of a * b over the part's rows, divided by divisors[column].
KERNEL(product_partials)
(const float* a,
 const float* b,
 const float* divisors,
 int64 count,
 int64 part_rows,
 int columns,
 float* partials) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    int64 first = blockIdx.y * part_rows;
    int64 end = first + part_rows < count ? first + part_rows : count;
    float sum = 0;
    for (int64 row = first; row < end; row++) {
        sum += a[row * columns + c] * b[row * columns + c];
    }
    partials[(int64)blockIdx.y * columns + c] = sum / divisors[c];
}

KERNEL(add_partials)(const float* partials, int parts, int columns, float* target) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    float sum = 0;
    for (int part = 0; part < parts; part++) {
        sum += partials[(int64)part * columns + c];
    }
    target[c] += sum;
}

// DoRA: norms[row] = |W + low[row]|, factors[row] = magnitudes[row] / norms[row].
__device__ inline void finish_norm(float squares, const float* magnitudes, float* norms, float* factors) {
    float norm = sqrtf(block_sum(squares));
    if (threadIdx.x == 0) {
        norms[blockIdx.x] = norm;
        factors[blockIdx.x] = magnitudes[blockIdx.x] / norm;
    }
}

KERNEL(dora_norms_float)
(const float* weight, const float* low, const float* magnitudes, int columns, float* norms, float* factors) {
    int64 row = (int64)blockIdx.x * columns;
    float squares = 0;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        float w = weight[row + c] + low[row + c];
        squares += w * w;
    }
    finish_norm(squares, magnitudes, norms, factors);
}

KERNEL(dora_norms_bfloat16)
(const bfloat16* weight, const float* low, const float* magnitudes, int columns, float* norms, float* factors) {
    int64 row = (int64)blockIdx.x * columns;
    float squares = 0;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        float w = widen(weight[row + c]) + low[row + c];
        squares += w * w;
    }
    finish_norm(squares, magnitudes, norms, factors);
}

// output += factor * direction - frozen, column by column of factors.
KERNEL(dora_output)
(const float* directions, const float* factors, const float* frozen, int columns, float* output, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        output[i] += factors[i % columns] * directions[i] - frozen[i];
    }
}

// scaled = (factor + offset) * values, column by column.
KERNEL(scale_columns)
(const float* values, const float* factors, float offset, int columns, float* scaled, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        scaled[i] = (factors[i % columns] + offset) * values[i];
    }
}
