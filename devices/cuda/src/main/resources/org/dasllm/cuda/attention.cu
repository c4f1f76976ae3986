// Causal attention over packed sequences, without the scores in memory (Dao et al., 2022, arXiv:2205.14135), in float32:
// a block of 256 threads takes a tile of queries (or of keys) of one head and walks over the other side's tiles. Thread
// (ty, tx) of 16 x 16 makes the scores of rows ty + 16 i and columns tx + 16 j, then the outputs' columns tx + 16 j.
// Rows in shared memory are one number longer than a head, so that 16 rows lie in 16 banks.
//
// TILE rows a tile; a head has at most 16 * COLUMNS columns.

__device__ inline int thread_column() { return threadIdx.x & 15; }
__device__ inline int thread_row() { return threadIdx.x >> 4; }

// A head's rows of a sequence from a position on; zeros behind the sequence's end.
template <int TILE>
__device__ inline void load_tile(
        const float* source, Tile sequence, int position, int head, int heads, int size, float* tile) {
    for (int row = threadIdx.x >> 5; row < TILE; row += 8) {
        const float* from = source + sequence.row(position + row) * heads * size + head * size;
        for (int c = threadIdx.x & 31; c < size; c += 32) {
            tile[row * (size + 1) + c] = position + row < sequence.length ? from[c] : 0.0f;
        }
    }
}

template <int PER, int COLUMNS>
__device__ inline void clear(float (&sums)[PER][COLUMNS]) {
    for (int i = 0; i < PER; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            sums[i][j] = 0;
        }
    }
}

// products[i][j] = row ty + 16 i of a times row tx + 16 j of b.
template <int PER>
__device__ inline void multiply_rows(const float* a, const float* b, int size, float (&products)[PER][PER]) {
    const int tx = thread_column();
    const int ty = thread_row();
    clear(products);
    for (int c = 0; c < size; c++) {
        float left[PER];
        float right[PER];
        for (int i = 0; i < PER; i++) {
            left[i] = a[(ty + 16 * i) * (size + 1) + c];
            right[i] = b[(tx + 16 * i) * (size + 1) + c];
        }
        for (int i = 0; i < PER; i++) {
            for (int j = 0; j < PER; j++) {
                products[i][j] += left[i] * right[j];
            }
        }
    }
}

// sums[i][j] += factors of row ty + 16 i, one for each row of a tile, times that tile's column tx + 16 j. A row's factors
// are a row of theirs, or a column.
template <int ROW, int NEXT, int PER, int COLUMNS>
__device__ inline void multiply_columns(
        const float* factors, const float* tile, int size, float (&sums)[PER][COLUMNS]) {
    const int tx = thread_column();
    const int ty = thread_row();
    for (int row = 0; row < 16 * PER; row++) {
        for (int j = 0; j < COLUMNS; j++) {
            int c = tx + 16 * j;
            float number = c < size ? tile[row * (size + 1) + c] : 0.0f;
            for (int i = 0; i < PER; i++) {
                sums[i][j] += factors[(ty + 16 * i) * ROW + row * NEXT] * number;
            }
        }
    }
}

template <int PER, int COLUMNS>
__device__ inline void store(
        const float (&sums)[PER][COLUMNS], Tile tile, int head, int heads, int size, float* to) {
    for (int i = 0; i < PER; i++) {
        int position = tile.from + thread_row() + 16 * i;
        if (position < tile.length) {
            for (int j = 0; j < COLUMNS; j++) {
                int c = thread_column() + 16 * j;
                if (c < size) {
                    to[tile.row(position) * heads * size + head * size + c] = sums[i][j];
                }
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
    const Tile tile = own_tile(tiles);
    const int head = blockIdx.y;
    const int key_head = head / shape.group();
    const int tx = thread_column();
    const int ty = thread_row();
    const int end = tile.end(TILE);

    float max[PER];
    float sum[PER];
    float result[PER][COLUMNS];
    clear(result);
    for (int i = 0; i < PER; i++) {
        max[i] = minus_infinity();
        sum[i] = 0;
    }
    load_tile<TILE>(queries, tile, tile.from, head, shape.heads, size, query_tile);
    for (int start = shape.first_seen(tile.from, TILE); start < end; start += TILE) {
        load_tile<TILE>(keys, tile, start, key_head, shape.key_value_heads, size, other_tile);
        __syncthreads();
        float s[PER][PER];
        multiply_rows(query_tile, other_tile, size, s);
        for (int i = 0; i < PER; i++) {
            float greatest = minus_infinity();
            for (int j = 0; j < PER; j++) {
                bool seen = shape.sees(tile.from + ty + 16 * i, start + tx + 16 * j);
                s[i][j] = seen ? shape.score(s[i][j]) : minus_infinity();
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
        load_tile<TILE>(values, tile, start, key_head, shape.key_value_heads, size, other_tile);
        __syncthreads();
        multiply_columns<TILE + 1, 1>(probabilities, other_tile, size, result);
        __syncthreads();
    }
    for (int i = 0; i < PER; i++) {
        int position = tile.from + ty + 16 * i;
        if (log_sums && position < end && tx == 0) {
            log_sums[head * rows + tile.row(position)] = max[i] + logf(sum[i]);
        }
        for (int j = 0; j < COLUMNS; j++) {
            result[i][j] /= sum[i];
        }
    }
    store(result, tile, head, shape.heads, size, output);
}

// delta[head][row] = the row's output gradient times its output, a warp each.
KERNEL(attention_delta)
(const float* gradient, const float* output, int heads, int size, int64 rows, float* delta) {
    int64 item = grid_thread() >> 5;
    if (item >= rows * heads) {
        return;
    }
    float sum = 0;
    for (int c = threadIdx.x & 31; c < size; c += 32) {
        sum += gradient[item * size + c] * output[item * size + c];
    }
    sum = warp_sum(sum);
    if ((threadIdx.x & 31) == 0) {
        delta[head_major(item, heads, rows)] = sum;
    }
}

// A pair of tiles in the backward, in shared memory, and what is made of them. Only keys and values want probabilities.
template <int TILE>
struct TilePair {
    static constexpr int PER = TILE / 16;

    Heads shape;
    float* queries;
    float* gradient;
    float* keys;
    float* values;
    // Gradients of the scores.
    float* scores;
    float* probabilities;

    __device__ TilePair(Heads shape, float* shared)
        : shape(shape),
          queries(shared),
          gradient(queries + TILE * (shape.size + 1)),
          keys(gradient + TILE * (shape.size + 1)),
          values(keys + TILE * (shape.size + 1)),
          scores(values + TILE * (shape.size + 1)),
          probabilities(scores + TILE * (TILE + 1)) {}

    __device__ void load_queries(const float* all, const float* gradients, Tile sequence, int position, int head) {
        load_tile<TILE>(all, sequence, position, head, shape.heads, shape.size, queries);
        load_tile<TILE>(gradients, sequence, position, head, shape.heads, shape.size, gradient);
    }

    __device__ void load_keys(const float* all, const float* all_values, Tile sequence, int position, int head) {
        load_tile<TILE>(all, sequence, position, head, shape.key_value_heads, shape.size, keys);
        load_tile<TILE>(all_values, sequence, position, head, shape.key_value_heads, shape.size, values);
    }

    // log_sums and delta are those of the sequence's rows.
    template <bool WITH_PROBABILITIES>
    __device__ void differentiate(
            int first_query, int first_key, int length, const float* log_sums, const float* delta) {
        float s[PER][PER];
        float dp[PER][PER];
        multiply_rows(queries, keys, shape.size, s);
        multiply_rows(gradient, values, shape.size, dp);
        for (int i = 0; i < PER; i++) {
            for (int j = 0; j < PER; j++) {
                int query = first_query + thread_row() + 16 * i;
                int key = first_key + thread_column() + 16 * j;
                int place = (thread_row() + 16 * i) * (TILE + 1) + thread_column() + 16 * j;
                float p = 0;
                float ds = 0;
                if (query < length && shape.sees(query, key)) {
                    float own = shape.score(s[i][j]);
                    p = expf(own - log_sums[query]);
                    ds = p * (dp[i][j] - delta[query]) * shape.slope(own);
                }
                scores[place] = ds;
                if (WITH_PROBABILITIES) {
                    probabilities[place] = p;
                }
            }
        }
    }
};

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
    DYNAMIC_SHARED(float, shared);
    TilePair<TILE> pair(shape, shared);
    const Tile tile = own_tile(tiles);
    const int head = blockIdx.y;
    const int key_head = head / shape.group();
    const int end = tile.end(TILE);
    const int64 numbers = head * rows + tile.first_row;

    float result[TILE / 16][COLUMNS];
    clear(result);
    pair.load_queries(queries, gradient, tile, tile.from, head);
    for (int start = shape.first_seen(tile.from, TILE); start < end; start += TILE) {
        pair.load_keys(keys, values, tile, start, key_head);
        __syncthreads();
        pair.template differentiate<false>(tile.from, start, tile.length, log_sums + numbers, delta + numbers);
        __syncthreads();
        multiply_columns<TILE + 1, 1>(pair.scores, pair.keys, shape.size, result);
        __syncthreads();
    }
    store(result, tile, head, shape.heads, shape.size, query_gradient);
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
    DYNAMIC_SHARED(float, shared);
    TilePair<TILE> pair(shape, shared);
    const Tile tile = own_tile(tiles);
    const int key_head = blockIdx.y;
    const int query_end = shape.query_end(tile.end(TILE), tile.length);

    float key_result[TILE / 16][COLUMNS];
    float value_result[TILE / 16][COLUMNS];
    clear(key_result);
    clear(value_result);
    pair.load_keys(keys, values, tile, tile.from, key_head);
    for (int head = key_head * shape.group(); head < (key_head + 1) * shape.group(); head++) {
        const int64 numbers = head * rows + tile.first_row;
        for (int start = tile.from; start < query_end; start += TILE) {
            pair.load_queries(queries, gradient, tile, start, head);
            __syncthreads();
            pair.template differentiate<true>(start, tile.from, tile.length, log_sums + numbers, delta + numbers);
            __syncthreads();
            multiply_columns<1, TILE + 1>(pair.scores, pair.queries, shape.size, key_result);
            multiply_columns<1, TILE + 1>(pair.probabilities, pair.gradient, shape.size, value_result);
            __syncthreads();
        }
    }
    store(key_result, tile, key_head, shape.key_value_heads, shape.size, key_gradient);
    store(value_result, tile, key_head, shape.key_value_heads, shape.size, value_gradient);
}

// Blocks of the backward for which a multiprocessor is to have registers: as many as there is shared memory for.
#define BACKWARD_BLOCKS(TILE, COLUMNS) ((TILE) * (COLUMNS) > 256 ? 1 : 2)

#define VARIANT(TILE, COLUMNS)                                                                                      \
    KERNEL(attention_forward_##TILE##_##COLUMNS)                                                                    \
    (const float* queries, const float* keys, const float* values, const int* tiles, HEADS, int64 rows,             \
     float* output, float* log_sums) {                                                                              \
        attention_forward<TILE, COLUMNS>(queries, keys, values, tiles, SHAPE, rows, output, log_sums);              \
    }                                                                                                               \
    BOUNDED_KERNEL(256, BACKWARD_BLOCKS(TILE, COLUMNS), attention_queries_backward_##TILE##_##COLUMNS)              \
    (const float* gradient, const float* queries, const float* keys, const float* values, const float* log_sums,    \
     const float* delta, const int* tiles, HEADS, int64 rows, float* query_gradient) {                              \
        attention_queries_backward<TILE, COLUMNS>(                                                                  \
                gradient, queries, keys, values, log_sums, delta, tiles, SHAPE, rows, query_gradient);              \
    }                                                                                                               \
    BOUNDED_KERNEL(256, BACKWARD_BLOCKS(TILE, COLUMNS), attention_keys_backward_##TILE##_##COLUMNS)                 \
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
