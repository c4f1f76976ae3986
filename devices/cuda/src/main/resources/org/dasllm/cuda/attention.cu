// Causal attention over packed sequences, without the scores in memory (Dao et al., 2022, arXiv:2205.14135), in float32:
// a block of 256 threads takes a tile of queries (or of keys) of one head and walks over the other side's tiles. Thread
// (ty, tx) of 16 x 16 makes the scores of rows ty + 16 i and columns tx + 16 j, then the outputs' columns tx + 16 j.
// Rows in shared memory are one number longer than a head, so that 16 rows lie in 16 banks.
//
// TILE rows a tile; a head has at most 16 * COLUMNS columns. tiles: for every tile its sequence's first row, its
// sequence's length, and its own first position. A cap of 0 is none.

struct Heads {
    int heads;
    int key_value_heads;
    int size;
    float scale;
    int window;
    float cap;
};

__device__ inline bool sees(int query, int key, int window) { return key <= query && query - key < window; }

// The first tile that a query position sees.
__device__ inline int first_tile(int query, int window, int tile) {
    int first = query - window + 1;
    return first < 0 ? 0 : first / tile * tile;
}

template <int TILE>
__device__ inline void load_tile(
        const float* source, int64 first_row, int rows, int64 row_columns, int first_column, int size, float* tile) {
    for (int row = threadIdx.x >> 5; row < TILE; row += 8) {
        const float* from = source + (first_row + row) * row_columns + first_column;
        for (int c = threadIdx.x & 31; c < size; c += 32) {
            tile[row * (size + 1) + c] = row < rows ? from[c] : 0.0f;
        }
    }
}

// products[i][j] = row ty + 16 i of a times row tx + 16 j of b.
template <int TILE>
__device__ inline void multiply_rows(
        const float* a, const float* b, int size, int ty, int tx, float (&products)[TILE / 16][TILE / 16]) {
    for (int i = 0; i < TILE / 16; i++) {
        for (int j = 0; j < TILE / 16; j++) {
            products[i][j] = 0;
        }
    }
    for (int c = 0; c < size; c++) {
        float left[TILE / 16];
        float right[TILE / 16];
        for (int i = 0; i < TILE / 16; i++) {
            left[i] = a[(ty + 16 * i) * (size + 1) + c];
            right[i] = b[(tx + 16 * i) * (size + 1) + c];
        }
        for (int i = 0; i < TILE / 16; i++) {
            for (int j = 0; j < TILE / 16; j++) {
                products[i][j] += left[i] * right[j];
            }
        }
    }
}

__device__ inline float half_warp_sum(float value) {
    for (int distance = 8; distance > 0; distance >>= 1) {
        value += __shfl_xor_sync(0xffffffffu, value, distance);
    }
    return value;
}

__device__ inline float half_warp_max(float value) {
    for (int distance = 8; distance > 0; distance >>= 1) {
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, distance));
    }
    return value;
}

__device__ inline float score(float product, Heads shape) {
    float s = product * shape.scale;
    return shape.cap > 0 ? shape.cap * tanhf(s / shape.cap) : s;
}

// The derivative of score by product.
__device__ inline float score_slope(float s, Heads shape) {
    return shape.cap > 0 ? shape.scale * (1.0f - (s / shape.cap) * (s / shape.cap)) : shape.scale;
}

template <int TILE, int COLUMNS>
__device__ inline void attention_forward(
        const float* queries,
        const float* keys,
        const float* values,
        const int* tiles,
        Heads shape,
        int64 rows,
        float* output,
        float* log_sums) {
    constexpr int PER = TILE / 16;
    DYNAMIC_SHARED(float, shared);
    const int size = shape.size;
    float* query_tile = shared;
    float* other_tile = query_tile + TILE * (size + 1);
    float* probabilities = other_tile + TILE * (size + 1);
    const int first_row = tiles[3 * blockIdx.x];
    const int length = tiles[3 * blockIdx.x + 1];
    const int from = tiles[3 * blockIdx.x + 2];
    const int head = blockIdx.y;
    const int key_head = head / (shape.heads / shape.key_value_heads);
    const int64 query_columns = (int64)shape.heads * size;
    const int64 key_columns = (int64)shape.key_value_heads * size;
    const int tx = threadIdx.x & 15;
    const int ty = threadIdx.x >> 4;
    const int last = (from + TILE < length ? from + TILE : length) - 1;

    float max[PER];
    float sum[PER];
    float result[PER][COLUMNS];
    for (int i = 0; i < PER; i++) {
        max[i] = minus_infinity();
        sum[i] = 0;
        for (int j = 0; j < COLUMNS; j++) {
            result[i][j] = 0;
        }
    }
    load_tile<TILE>(queries, first_row + from, length - from, query_columns, head * size, size, query_tile);
    for (int start = first_tile(from, shape.window, TILE); start <= last; start += TILE) {
        load_tile<TILE>(keys, first_row + start, length - start, key_columns, key_head * size, size, other_tile);
        __syncthreads();
        float s[PER][PER];
        multiply_rows<TILE>(query_tile, other_tile, size, ty, tx, s);
        for (int i = 0; i < PER; i++) {
            float greatest = minus_infinity();
            for (int j = 0; j < PER; j++) {
                bool seen = sees(from + ty + 16 * i, start + tx + 16 * j, shape.window);
                s[i][j] = seen ? score(s[i][j], shape) : minus_infinity();
                greatest = fmaxf(greatest, s[i][j]);
            }
            greatest = fmaxf(max[i], half_warp_max(greatest));
            // A row may have seen nothing yet: then all its numbers are 0.
            float base = greatest == minus_infinity() ? 0.0f : greatest;
            float correction = expf(max[i] - base);
            float tile_sum = 0;
            for (int j = 0; j < PER; j++) {
                float p = expf(s[i][j] - base);
                probabilities[(ty + 16 * i) * (TILE + 1) + tx + 16 * j] = p;
                tile_sum += p;
            }
            sum[i] = sum[i] * correction + half_warp_sum(tile_sum);
            max[i] = greatest;
            for (int j = 0; j < COLUMNS; j++) {
                result[i][j] *= correction;
            }
        }
        __syncthreads();
        load_tile<TILE>(values, first_row + start, length - start, key_columns, key_head * size, size, other_tile);
        __syncthreads();
        for (int key = 0; key < TILE; key++) {
            for (int j = 0; j < COLUMNS; j++) {
                int c = tx + 16 * j;
                float v = c < size ? other_tile[key * (size + 1) + c] : 0.0f;
                for (int i = 0; i < PER; i++) {
                    result[i][j] += probabilities[(ty + 16 * i) * (TILE + 1) + key] * v;
                }
            }
        }
        __syncthreads();
    }
    for (int i = 0; i < PER; i++) {
        int position = from + ty + 16 * i;
        if (position <= last) {
            int64 row = first_row + position;
            for (int j = 0; j < COLUMNS; j++) {
                int c = tx + 16 * j;
                if (c < size) {
                    output[row * query_columns + head * size + c] = result[i][j] / sum[i];
                }
            }
            if (log_sums && tx == 0) {
                log_sums[head * rows + row] = max[i] + logf(sum[i]);
            }
        }
    }
}

// delta[head][row] = the row's output gradient times its output, a warp each.
KERNEL(attention_delta)
(const float* gradient, const float* output, int heads, int size, int64 rows, float* delta) {
    int64 item = ((int64)blockIdx.x * blockDim.x + threadIdx.x) >> 5;
    bool inside = item < rows * heads;
    int64 row = inside ? item / heads : 0;
    int head = inside ? (int)(item - row * heads) : 0;
    int64 from = row * heads * size + (int64)head * size;
    float sum = 0;
    for (int c = threadIdx.x & 31; c < size; c += 32) {
        sum += gradient[from + c] * output[from + c];
    }
    sum = warp_sum(sum);
    if (inside && (threadIdx.x & 31) == 0) {
        delta[head * rows + row] = sum;
    }
}

// What the backward of one pair of tiles needs beside the tiles: probability and gradient of the score.
__device__ inline void score_gradients(
        float product,
        float value_product,
        int query,
        int key,
        int length,
        int64 place,
        const float* log_sums,
        const float* delta,
        Heads shape,
        float* probability,
        float* gradient) {
    *probability = 0;
    *gradient = 0;
    if (query < length && sees(query, key, shape.window)) {
        float s = score(product, shape);
        float p = expf(s - log_sums[place]);
        *probability = p;
        *gradient = p * (value_product - delta[place]) * score_slope(s, shape);
    }
}

template <int TILE, int COLUMNS>
__device__ inline void attention_queries_backward(
        const float* gradient,
        const float* queries,
        const float* keys,
        const float* values,
        const float* log_sums,
        const float* delta,
        const int* tiles,
        Heads shape,
        int64 rows,
        float* query_gradient) {
    constexpr int PER = TILE / 16;
    DYNAMIC_SHARED(float, shared);
    const int size = shape.size;
    float* query_tile = shared;
    float* gradient_tile = query_tile + TILE * (size + 1);
    float* key_tile = gradient_tile + TILE * (size + 1);
    float* value_tile = key_tile + TILE * (size + 1);
    float* scores = value_tile + TILE * (size + 1);
    const int first_row = tiles[3 * blockIdx.x];
    const int length = tiles[3 * blockIdx.x + 1];
    const int from = tiles[3 * blockIdx.x + 2];
    const int head = blockIdx.y;
    const int key_head = head / (shape.heads / shape.key_value_heads);
    const int64 query_columns = (int64)shape.heads * size;
    const int64 key_columns = (int64)shape.key_value_heads * size;
    const int tx = threadIdx.x & 15;
    const int ty = threadIdx.x >> 4;
    const int last = (from + TILE < length ? from + TILE : length) - 1;

    float result[PER][COLUMNS];
    for (int i = 0; i < PER; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            result[i][j] = 0;
        }
    }
    load_tile<TILE>(queries, first_row + from, length - from, query_columns, head * size, size, query_tile);
    load_tile<TILE>(gradient, first_row + from, length - from, query_columns, head * size, size, gradient_tile);
    for (int start = first_tile(from, shape.window, TILE); start <= last; start += TILE) {
        load_tile<TILE>(keys, first_row + start, length - start, key_columns, key_head * size, size, key_tile);
        load_tile<TILE>(values, first_row + start, length - start, key_columns, key_head * size, size, value_tile);
        __syncthreads();
        float s[PER][PER];
        float dp[PER][PER];
        multiply_rows<TILE>(query_tile, key_tile, size, ty, tx, s);
        multiply_rows<TILE>(gradient_tile, value_tile, size, ty, tx, dp);
        for (int i = 0; i < PER; i++) {
            for (int j = 0; j < PER; j++) {
                int query = from + ty + 16 * i;
                float p;
                float ds;
                score_gradients(
                        s[i][j],
                        dp[i][j],
                        query,
                        start + tx + 16 * j,
                        length,
                        head * rows + first_row + query,
                        log_sums,
                        delta,
                        shape,
                        &p,
                        &ds);
                scores[(ty + 16 * i) * (TILE + 1) + tx + 16 * j] = ds;
            }
        }
        __syncthreads();
        for (int key = 0; key < TILE; key++) {
            for (int j = 0; j < COLUMNS; j++) {
                int c = tx + 16 * j;
                float k = c < size ? key_tile[key * (size + 1) + c] : 0.0f;
                for (int i = 0; i < PER; i++) {
                    result[i][j] += scores[(ty + 16 * i) * (TILE + 1) + key] * k;
                }
            }
        }
        __syncthreads();
    }
    for (int i = 0; i < PER; i++) {
        int position = from + ty + 16 * i;
        if (position <= last) {
            for (int j = 0; j < COLUMNS; j++) {
                int c = tx + 16 * j;
                if (c < size) {
                    query_gradient[(int64)(first_row + position) * query_columns + head * size + c] = result[i][j];
                }
            }
        }
    }
}

// A block makes the gradients of a tile of keys and values: it adds up over the queries' heads that share them, and over
// the queries that see them, always in that order.
template <int TILE, int COLUMNS>
__device__ inline void attention_keys_backward(
        const float* gradient,
        const float* queries,
        const float* keys,
        const float* values,
        const float* log_sums,
        const float* delta,
        const int* tiles,
        Heads shape,
        int64 rows,
        float* key_gradient,
        float* value_gradient) {
    constexpr int PER = TILE / 16;
    DYNAMIC_SHARED(float, shared);
    const int size = shape.size;
    float* query_tile = shared;
    float* gradient_tile = query_tile + TILE * (size + 1);
    float* key_tile = gradient_tile + TILE * (size + 1);
    float* value_tile = key_tile + TILE * (size + 1);
    float* scores = value_tile + TILE * (size + 1);
    float* probabilities = scores + TILE * (TILE + 1);
    const int first_row = tiles[3 * blockIdx.x];
    const int length = tiles[3 * blockIdx.x + 1];
    const int from = tiles[3 * blockIdx.x + 2];
    const int key_head = blockIdx.y;
    const int group = shape.heads / shape.key_value_heads;
    const int64 query_columns = (int64)shape.heads * size;
    const int64 key_columns = (int64)shape.key_value_heads * size;
    const int tx = threadIdx.x & 15;
    const int ty = threadIdx.x >> 4;
    const int last = (from + TILE < length ? from + TILE : length) - 1;
    // The last query that sees one of these keys.
    const int64 window_end = (int64)last + shape.window - 1;
    const int last_query = window_end < length - 1 ? (int)window_end : length - 1;

    float key_result[PER][COLUMNS];
    float value_result[PER][COLUMNS];
    for (int i = 0; i < PER; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            key_result[i][j] = 0;
            value_result[i][j] = 0;
        }
    }
    load_tile<TILE>(keys, first_row + from, length - from, key_columns, key_head * size, size, key_tile);
    load_tile<TILE>(values, first_row + from, length - from, key_columns, key_head * size, size, value_tile);
    for (int head = key_head * group; head < (key_head + 1) * group; head++) {
        for (int start = from; start <= last_query; start += TILE) {
            load_tile<TILE>(
                    queries, first_row + start, length - start, query_columns, head * size, size, query_tile);
            load_tile<TILE>(
                    gradient, first_row + start, length - start, query_columns, head * size, size, gradient_tile);
            __syncthreads();
            float s[PER][PER];
            float dp[PER][PER];
            multiply_rows<TILE>(query_tile, key_tile, size, ty, tx, s);
            multiply_rows<TILE>(gradient_tile, value_tile, size, ty, tx, dp);
            for (int i = 0; i < PER; i++) {
                for (int j = 0; j < PER; j++) {
                    int query = start + ty + 16 * i;
                    int place = (ty + 16 * i) * (TILE + 1) + tx + 16 * j;
                    score_gradients(
                            s[i][j],
                            dp[i][j],
                            query,
                            from + tx + 16 * j,
                            length,
                            head * rows + first_row + query,
                            log_sums,
                            delta,
                            shape,
                            probabilities + place,
                            scores + place);
                }
            }
            __syncthreads();
            for (int query = 0; query < TILE; query++) {
                for (int j = 0; j < COLUMNS; j++) {
                    int c = tx + 16 * j;
                    float q = c < size ? query_tile[query * (size + 1) + c] : 0.0f;
                    float dy = c < size ? gradient_tile[query * (size + 1) + c] : 0.0f;
                    for (int i = 0; i < PER; i++) {
                        int place = query * (TILE + 1) + ty + 16 * i;
                        key_result[i][j] += scores[place] * q;
                        value_result[i][j] += probabilities[place] * dy;
                    }
                }
            }
            __syncthreads();
        }
    }
    for (int i = 0; i < PER; i++) {
        int position = from + ty + 16 * i;
        if (position <= last) {
            for (int j = 0; j < COLUMNS; j++) {
                int c = tx + 16 * j;
                if (c < size) {
                    int64 place = (int64)(first_row + position) * key_columns + key_head * size + c;
                    key_gradient[place] = key_result[i][j];
                    value_gradient[place] = value_result[i][j];
                }
            }
        }
    }
}

#define HEADS int heads, int key_value_heads, int size, float scale, int window, float cap
#define SHAPE Heads{heads, key_value_heads, size, scale, window, cap}

#define VARIANT(TILE, COLUMNS)                                                                                      \
    KERNEL(attention_forward_##TILE##_##COLUMNS)                                                                    \
    (const float* queries, const float* keys, const float* values, const int* tiles, HEADS, int64 rows,             \
     float* output, float* log_sums) {                                                                              \
        attention_forward<TILE, COLUMNS>(queries, keys, values, tiles, SHAPE, rows, output, log_sums);              \
    }                                                                                                               \
    KERNEL(attention_queries_backward_##TILE##_##COLUMNS)                                                           \
    (const float* gradient, const float* queries, const float* keys, const float* values, const float* log_sums,    \
     const float* delta, const int* tiles, HEADS, int64 rows, float* query_gradient) {                              \
        attention_queries_backward<TILE, COLUMNS>(                                                                  \
                gradient, queries, keys, values, log_sums, delta, tiles, SHAPE, rows, query_gradient);              \
    }                                                                                                               \
    KERNEL(attention_keys_backward_##TILE##_##COLUMNS)                                                              \
    (const float* gradient, const float* queries, const float* keys, const float* values, const float* log_sums,    \
     const float* delta, const int* tiles, HEADS, int64 rows, float* key_gradient, float* value_gradient) {         \
        attention_keys_backward<TILE, COLUMNS>(                                                                     \
                gradient, queries, keys, values, log_sums, delta, tiles, SHAPE, rows, key_gradient, value_gradient); \
    }

// One variant a compilation, where one is named: a card needs one or two of them, and each takes seconds.
#define NAMED_VARIANT(TILE, COLUMNS) VARIANT(TILE, COLUMNS)
#ifdef VARIANT_TILE
NAMED_VARIANT(VARIANT_TILE, VARIANT_COLUMNS)
#else
VARIANT(64, 4)
VARIANT(64, 8)
VARIANT(32, 8)
VARIANT(32, 16)
VARIANT(16, 16)
#endif
