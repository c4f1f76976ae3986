// Causal attention over packed sequences on tensor cores (Dao, 2023, arXiv:2307.08691): bf16 factors, float32 sums.
//
// A warp owns 16 rows of scores, or 32, and never shares them: scores become probabilities, and these the left factor of
// the next product, in the registers where the product of the rows before left them. The other side is walked over tile
// by tile, one tile being copied while the one before is worked on. Where keys and values get their gradients, the rows
// are keys and the columns queries, so that this holds there too.
//
// Queries come multiplied by scale * log2(e): products are scores to the base of 2, and so are the saved log-sums.
// Columns beyond a head's size, and rows beyond a sequence's end, are zeros in shared memory.
namespace flash {
constexpr int WARPS = 4;
constexpr int THREADS = 32 * WARPS;
constexpr float LOG2_E = 1.4426950408889634f;

// What suits a head's size: sixteens of rows that a warp has in the forward, rows of a tile that is walked over, columns
// of the keys' and values' gradients that a block makes.
template <int SIZE>
struct Tiling;
template <>
struct Tiling<64> {
    static constexpr int FORWARD = 2, WALKED = 64, COLUMNS = 64;
};
template <>
struct Tiling<128> {
    static constexpr int FORWARD = 2, WALKED = 64, COLUMNS = 128;
};
template <>
struct Tiling<256> {
    static constexpr int FORWARD = 1, WALKED = 32, COLUMNS = 128;
};

struct alignas(8) Pair {
    float x;
    float y;
};

__device__ inline int lane() { return threadIdx.x & 31; }

// Bytes of so many rows in shared memory. Places there are addresses in bytes; a tile begins at a multiple of 128.
template <int SIZE>
__device__ constexpr unsigned bytes(int rows) {
    return rows * SIZE * (unsigned)sizeof(bfloat16);
}

// Where eight columns of a row lie from a tile's beginning: eight rows lie in all the banks, at each of their columns.
template <int SIZE>
__device__ inline unsigned place(int row, int eight) {
    return bytes<SIZE>(row) + ((eight ^ (row & 7)) << 4);
}

// From a row's first or second eight to one an even number of them further on.
__device__ inline unsigned across(unsigned address, int eights) {
    return (address ^ ((eights & 7) << 4)) + (eights >> 3) * 128;
}

// Begins to copy a head's rows from a position on.
template <int ROWS, int SIZE>
__device__ inline void load(
        const bfloat16* source, Tile sequence, int position, int head, int heads, int size, unsigned tile) {
    constexpr int EIGHTS = SIZE / 8;
    constexpr int STEP = THREADS / EIGHTS;
    const int64 columns = (int64)heads * size;
    const int eight = threadIdx.x % EIGHTS;
    int row = threadIdx.x / EIGHTS;
    const bfloat16* from = source + sequence.row(position + row) * columns + head * size + 8 * eight;
    // Unrolled, all the addresses would take up registers.
#pragma unroll 1
    for (; row < ROWS; row += STEP, from += STEP * columns) {
        bool there = position + row < sequence.length && 8 * eight < size;
        copy_16_async(tile + place<SIZE>(row, eight), from, there);
    }
}

// Calls f with each of a lane's numbers of a product, and with its place there.
template <int M, int N, class F>
__device__ inline void each(float (&numbers)[M][N][4], F f) {
#pragma unroll
    for (int m = 0; m < M; m++) {
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                f(numbers[m][n][i], m, n, i);
            }
        }
    }
}

template <int M, int N>
__device__ inline void clear(float (&sums)[M][N][4]) {
    each(sums, [](float& sum, int, int, int) { sum = 0; });
}

// products [16 M x 8 N] = rows of a, from a first one on, times rows of b.
template <int SIZE, int M, int N>
__device__ inline void multiply_rows(unsigned a, int first, unsigned b, float (&products)[M][N][4]) {
    const int l = lane();
    const unsigned own_a = a + place<SIZE>(first + (l & 15), l >> 4);
    const unsigned own_b = b + place<SIZE>((l & 7) + ((l >> 4) << 3), (l >> 3) & 1);
    clear(products);
    // Not wholly: the factors would be loaded so far ahead that registers run out.
#pragma unroll(SIZE > 64 ? 2 : 4)
    for (int k = 0; k < SIZE / 8; k += 2) {
        unsigned left[M][4];
#pragma unroll
        for (int m = 0; m < M; m++) {
            ldmatrix(across(own_a, k) + bytes<SIZE>(16 * m), left[m]);
        }
#pragma unroll
        for (int n = 0; n < N; n += 2) {
            unsigned right[4];
            ldmatrix(across(own_b, k) + bytes<SIZE>(8 * n), right);
#pragma unroll
            for (int m = 0; m < M; m++) {
                mma(products[m][n], left[m], right[0], right[1]);
                mma(products[m][n + 1], left[m], right[2], right[3]);
            }
        }
    }
}

// sums [16 M x 8 C] += factors [16 M x 8 N] times rows of b. A lane has the parts of factors that it needs: two of a
// product's tiles of 16 x 8 are one left factor of 16 x 16.
template <int SIZE, int M, int N, int C>
__device__ inline void multiply_columns(const float (&factors)[M][N][4], unsigned b, float (&sums)[M][C][4]) {
    const int l = lane();
    const unsigned own_b = b + place<SIZE>(l & 15, l >> 4);
#pragma unroll
    for (int k = 0; k < N; k += 2) {
        unsigned left[M][4];
#pragma unroll
        for (int m = 0; m < M; m++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                const float* pair = factors[m][k + i / 2] + 2 * (i % 2);
                left[m][i] = pack_bfloat16(pair[0], pair[1]);
            }
        }
#pragma unroll
        for (int n = 0; n < C; n += 2) {
            unsigned right[4];
            ldmatrix_transposed(across(own_b, n) + bytes<SIZE>(8 * k), right);
#pragma unroll
            for (int m = 0; m < M; m++) {
                mma(sums[m][n], left[m], right[0], right[1]);
                mma(sums[m][n + 1], left[m], right[2], right[3]);
            }
        }
    }
}

// Which scores are seen: those whose column's position minus the row's lies within two bounds, both included.
struct Band {
    int low;
    int high;

    // All of a warp's rows and columns, the first column's position minus the first row's being given.
    template <int M, int N>
    __device__ bool sees_all(int offset) const {
        return offset - (16 * M - 1) >= low && offset + 8 * N - 1 <= high;
    }

    template <int M, int N>
    __device__ bool sees_none(int offset) const {
        return offset + 8 * N - 1 < low || offset - (16 * M - 1) > high;
    }

    template <int M, int N>
    __device__ void hide(int offset, float (&scores)[M][N][4]) const {
        if (sees_all<M, N>(offset)) {
            return;
        }
        const int own = offset + 2 * (lane() & 3) - (lane() >> 2);
        each(scores, [&](float& score, int m, int n, int i) {
            int distance = own + 8 * n + i % 2 - (16 * m + 8 * (i / 2));
            if (distance < low || distance > high) {
                score = minus_infinity();
            }
        });
    }
};

// tanh(score / cap), from a score to the base of 2.
__device__ inline float squash(float score, float cap) {
    return 1.0f - fast_divide(2.0f, fast_exp2(score * (2.0f / cap)) + 1.0f);
}

// The sum, or the greatest, of the four lanes that share a row.
__device__ inline float row_sum(float value) {
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}

__device__ inline float row_max(float value) {
    value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 1));
    return fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 2));
}

// Writes a warp's rows, each multiplied by its factor.
template <int M, int C>
__device__ inline void store(
        const float (&sums)[M][C][4],
        const float (&factors)[M][2],
        Tile tile,
        int first,
        int head,
        int heads,
        int size,
        int first_column,
        float* to) {
#pragma unroll
    for (int m = 0; m < M; m++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int position = tile.from + first + 16 * m + 8 * half + (lane() >> 2);
            float* row = to + tile.row(position) * heads * size + head * size;
#pragma unroll
            for (int n = 0; n < C; n++) {
                int column = first_column + 8 * n + 2 * (lane() & 3);
                if (position < tile.length && column < size) {
                    *reinterpret_cast<Pair*>(row + column) = {
                        sums[m][n][2 * half] * factors[m][half], sums[m][n][2 * half + 1] * factors[m][half]};
                }
            }
        }
    }
}

// Goes over the tiles of keys that a tile of queries sees, and their values: calls f with the first key's position and
// with where the keys are; the values lie behind them. Copies of the block's own rows may have been begun before.
template <int SIZE, class F>
__device__ inline void walk_keys(
        const bfloat16* keys, const bfloat16* values, Tile tile, int rows, int head, Heads shape, unsigned stages, F f) {
    constexpr int KEYS = Tiling<SIZE>::WALKED;
    const int end = tile.end(rows);
    const int key_head = head / shape.group();
    auto load_keys = [&](int start, unsigned stage) {
        load<KEYS, SIZE>(keys, tile, start, key_head, shape.key_value_heads, shape.size, stage);
        load<KEYS, SIZE>(values, tile, start, key_head, shape.key_value_heads, shape.size, stage + bytes<SIZE>(KEYS));
    };
    int start = shape.first_seen(tile.from, KEYS);
    load_keys(start, stages);
    for (int stage = 0; start < end; start += KEYS, stage ^= 1) {
        wait_for_copies();
        // Here all have come to this tile, and nobody needs the one before any more.
        __syncthreads();
        if (start + KEYS < end) {
            load_keys(start + KEYS, stages + (stage ^ 1) * bytes<SIZE>(2 * KEYS));
        }
        f(start, stages + stage * bytes<SIZE>(2 * KEYS));
    }
}

template <int SIZE>
__device__ inline void forward(
        const bfloat16* queries,
        const bfloat16* keys,
        const bfloat16* values,
        const int* tiles,
        Heads shape,
        int64 rows,
        float* output,
        float* log_sums) {
    constexpr int M = Tiling<SIZE>::FORWARD;
    constexpr int KEYS = Tiling<SIZE>::WALKED;
    constexpr int N = KEYS / 8;
    constexpr int C = SIZE / 8;
    constexpr int ROWS = 16 * M * WARPS;
    DYNAMIC_SHARED(float, shared);
    const unsigned query_tile = shared_address(shared);
    const unsigned stages = query_tile + bytes<SIZE>(ROWS);
    const Tile tile = own_tile(tiles);
    const int head = blockIdx.y;
    const int first = 16 * M * (threadIdx.x >> 5);
    const Band band = {1 - shape.window, 0};

    float max[M][2];
    float sum[M][2];
    float result[M][C][4];
    clear(result);
    for (int m = 0; m < M; m++) {
        max[m][0] = max[m][1] = minus_infinity();
        sum[m][0] = sum[m][1] = 0;
    }
    load<ROWS, SIZE>(queries, tile, tile.from, head, shape.heads, shape.size, query_tile);
    walk_keys<SIZE>(keys, values, tile, ROWS, head, shape, stages, [&](int start, unsigned key_tile) {
        const int offset = start - (tile.from + first);
        if (band.sees_none<M, N>(offset)) {
            return;
        }
        float s[M][N][4];
        multiply_rows<SIZE>(query_tile, first, key_tile, s);
        if (shape.cap > 0) {
            each(s, [&](float& score, int, int, int) { score = shape.cap * LOG2_E * squash(score, shape.cap); });
        }
        band.hide(offset, s);
#pragma unroll
        for (int m = 0; m < M; m++) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float greatest = max[m][half];
#pragma unroll
                for (int n = 0; n < N; n++) {
                    greatest = fmaxf(greatest, fmaxf(s[m][n][2 * half], s[m][n][2 * half + 1]));
                }
                greatest = row_max(greatest);
                // A row may have seen nothing yet: then all its numbers are 0.
                float base = greatest == minus_infinity() ? 0.0f : greatest;
                float correction = fast_exp2(max[m][half] - base);
                max[m][half] = greatest;
                float own = 0;
#pragma unroll
                for (int n = 0; n < N; n++) {
#pragma unroll
                    for (int i = 2 * half; i < 2 * half + 2; i++) {
                        s[m][n][i] = fast_exp2(s[m][n][i] - base);
                        own += s[m][n][i];
                    }
                }
                // The lane's part of the row; the four are added up at the end.
                sum[m][half] = sum[m][half] * correction + own;
#pragma unroll
                for (int n = 0; n < C; n++) {
                    result[m][n][2 * half] *= correction;
                    result[m][n][2 * half + 1] *= correction;
                }
            }
        }
        multiply_columns<SIZE>(s, key_tile + bytes<SIZE>(KEYS), result);
    });
    float inverse[M][2];
#pragma unroll
    for (int m = 0; m < M; m++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float whole = row_sum(sum[m][half]);
            inverse[m][half] = 1.0f / whole;
            int position = tile.from + first + 16 * m + 8 * half + (lane() >> 2);
            if (log_sums && position < tile.length && (lane() & 3) == 0) {
                log_sums[head * rows + tile.row(position)] = max[m][half] + log2f(whole);
            }
        }
    }
    store(result, inverse, tile, first, head, shape.heads, shape.size, 0, output);
}

// From products of queries and keys, and of output gradients and values: probabilities, and gradients of the products.
// log_sum and delta are asked for the row and column of a number.
template <int M, int N, class LogSum, class Delta>
__device__ inline void score_gradients(
        Band band,
        int offset,
        float cap,
        LogSum log_sum,
        Delta delta,
        float (&scores)[M][N][4],
        float (&gradients)[M][N][4]) {
    each(gradients, [&](float& gradient, int m, int n, int i) { gradient -= delta(m, n, i); });
    if (cap > 0) {
        each(scores, [&](float& score, int m, int n, int i) {
            float squashed = squash(score, cap);
            score = cap * LOG2_E * squashed;
            gradients[m][n][i] *= 1.0f - squashed * squashed;
        });
    }
    band.hide(offset, scores);
    each(scores, [&](float& score, int m, int n, int i) {
        score = fast_exp2(score - log_sum(m, n, i));
        gradients[m][n][i] *= score;
    });
}

template <int SIZE>
__device__ inline void queries_backward(
        const bfloat16* gradient,
        const bfloat16* queries,
        const bfloat16* keys,
        const bfloat16* values,
        const float* log_sums,
        const float* delta,
        const int* tiles,
        Heads shape,
        int64 rows,
        float* query_gradient) {
    constexpr int KEYS = Tiling<SIZE>::WALKED;
    constexpr int N = KEYS / 8;
    constexpr int ROWS = 16 * WARPS;
    DYNAMIC_SHARED(float, shared);
    const unsigned query_tile = shared_address(shared);
    const unsigned gradient_tile = query_tile + bytes<SIZE>(ROWS);
    const unsigned stages = gradient_tile + bytes<SIZE>(ROWS);
    const Tile tile = own_tile(tiles);
    const int head = blockIdx.y;
    const int first = 16 * (threadIdx.x >> 5);
    const Band band = {1 - shape.window, 0};

    load<ROWS, SIZE>(queries, tile, tile.from, head, shape.heads, shape.size, query_tile);
    load<ROWS, SIZE>(gradient, tile, tile.from, head, shape.heads, shape.size, gradient_tile);
    float row_log_sum[2];
    float row_delta[2];
    for (int half = 0; half < 2; half++) {
        int position = tile.from + first + 8 * half + (lane() >> 2);
        int64 at = head * rows + tile.row(position);
        row_log_sum[half] = position < tile.length ? log_sums[at] : 0;
        row_delta[half] = position < tile.length ? delta[at] : 0;
    }
    float result[1][SIZE / 8][4];
    clear(result);
    walk_keys<SIZE>(keys, values, tile, ROWS, head, shape, stages, [&](int start, unsigned key_tile) {
        const int offset = start - (tile.from + first);
        if (band.sees_none<1, N>(offset)) {
            return;
        }
        float s[1][N][4];
        float ds[1][N][4];
        multiply_rows<SIZE>(query_tile, first, key_tile, s);
        multiply_rows<SIZE>(gradient_tile, first, key_tile + bytes<SIZE>(KEYS), ds);
        score_gradients(
                band,
                offset,
                shape.cap,
                [&](int, int, int i) { return row_log_sum[i / 2]; },
                [&](int, int, int i) { return row_delta[i / 2]; },
                s,
                ds);
        multiply_columns<SIZE>(ds, key_tile, result);
    });
    const float factors[1][2] = {{shape.scale, shape.scale}};
    store(result, factors, tile, first, head, shape.heads, shape.size, 0, query_gradient);
}

// A block makes the gradients of a tile of keys and values, or of some of their columns: it adds up over a part of the
// queries' heads that share them, and over the queries that see them, always in that order. The parts lie one behind the
// other.
template <int SIZE>
__device__ inline void keys_backward(
        const bfloat16* gradient,
        const bfloat16* queries,
        const bfloat16* keys,
        const bfloat16* values,
        const float* log_sums,
        const float* delta,
        const int* tiles,
        Heads shape,
        int parts,
        int64 rows,
        float* key_gradient,
        float* value_gradient) {
    constexpr int QUERIES = Tiling<SIZE>::WALKED;
    constexpr int COLUMNS = Tiling<SIZE>::COLUMNS;
    constexpr int SLICES = SIZE / COLUMNS;
    constexpr int N = QUERIES / 8;
    constexpr int ROWS = 16 * WARPS;
    DYNAMIC_SHARED(float, shared);
    const unsigned key_tile = shared_address(shared);
    const unsigned value_tile = key_tile + bytes<SIZE>(ROWS);
    const unsigned stages = value_tile + bytes<SIZE>(ROWS);
    // Log-sums and deltas of the queries, in two stages.
    float* numbers = shared + (2 * ROWS + 4 * QUERIES) * SIZE / 2;
    const Tile tile = own_tile(tiles);
    const int slice = blockIdx.y % SLICES;
    const int part = blockIdx.y / SLICES % parts;
    const int key_head = blockIdx.y / SLICES / parts;
    const int part_heads = shape.group() / parts;
    const int first_head = (key_head * parts + part) * part_heads;
    const int end_head = first_head + part_heads;
    const int first = 16 * (threadIdx.x >> 5);
    const int query_end = shape.query_end(tile.end(ROWS), tile.length);
    const Band band = {0, shape.window - 1};
    auto load_queries = [&](int head, int start, int stage) {
        const unsigned to = stages + stage * bytes<SIZE>(2 * QUERIES);
        load<QUERIES, SIZE>(queries, tile, start, head, shape.heads, shape.size, to);
        load<QUERIES, SIZE>(gradient, tile, start, head, shape.heads, shape.size, to + bytes<SIZE>(QUERIES));
        if (threadIdx.x < 2 * QUERIES) {
            const float* from = threadIdx.x < QUERIES ? log_sums : delta;
            int position = start + threadIdx.x % QUERIES;
            bool there = position < tile.length;
            copy_4_async(
                    shared_address(numbers + stage * 2 * QUERIES + threadIdx.x),
                    from + head * rows + tile.row(position),
                    there);
        }
    };

    load<ROWS, SIZE>(keys, tile, tile.from, key_head, shape.key_value_heads, shape.size, key_tile);
    load<ROWS, SIZE>(values, tile, tile.from, key_head, shape.key_value_heads, shape.size, value_tile);
    load_queries(first_head, tile.from, 0);
    float key_result[1][COLUMNS / 8][4];
    float value_result[1][COLUMNS / 8][4];
    clear(key_result);
    clear(value_result);
    int head = first_head;
    int start = tile.from;
    for (int stage = 0; head < end_head; stage ^= 1) {
        wait_for_copies();
        __syncthreads();
        const int offset = start - (tile.from + first);
        start += QUERIES;
        if (start >= query_end) {
            start = tile.from;
            head++;
        }
        if (head < end_head) {
            load_queries(head, start, stage ^ 1);
        }
        if (band.sees_none<1, N>(offset)) {
            continue;
        }
        const unsigned query_tile = stages + stage * bytes<SIZE>(2 * QUERIES);
        const unsigned gradient_tile = query_tile + bytes<SIZE>(QUERIES);
        const float* own_numbers = numbers + stage * 2 * QUERIES + 2 * (lane() & 3);
        float p[1][N][4];
        float ds[1][N][4];
        multiply_rows<SIZE>(key_tile, first, query_tile, p);
        multiply_rows<SIZE>(value_tile, first, gradient_tile, ds);
        score_gradients(
                band,
                offset,
                shape.cap,
                [&](int, int n, int i) { return own_numbers[8 * n + i % 2]; },
                [&](int, int n, int i) { return own_numbers[QUERIES + 8 * n + i % 2]; },
                p,
                ds);
        multiply_columns<SIZE>(p, gradient_tile + slice * bytes<COLUMNS>(1), value_result);
        multiply_columns<SIZE>(ds, query_tile + slice * bytes<COLUMNS>(1), key_result);
    }
    const int64 place = part * rows * shape.key_value_heads * shape.size;
    // Queries have log2(e) in them.
    const float key_factors[1][2] = {{1 / LOG2_E, 1 / LOG2_E}};
    const float value_factors[1][2] = {{1, 1}};
    const int column = slice * COLUMNS;
    store(key_result, key_factors, tile, first, key_head, shape.key_value_heads, shape.size, column, key_gradient + place);
    store(
            value_result,
            value_factors,
            tile,
            first,
            key_head,
            shape.key_value_heads,
            shape.size,
            column,
            value_gradient + place);
}
}  // namespace flash

// narrowed = factor * values, two at a time.
KERNEL(flash_narrow)(const float* values, float factor, unsigned* narrowed, int64 pairs) {
    for (int64 i = grid_thread(); i < pairs; i += grid_threads()) {
        flash::Pair pair = reinterpret_cast<const flash::Pair*>(values)[i];
        narrowed[i] = pack_bfloat16(factor * pair.x, factor * pair.y);
    }
}

// The output's gradient in bf16, and delta[head][row] = that times the output; a warp for every row and head.
KERNEL(flash_delta)
(const float* gradient, const float* output, int heads, int size, int64 rows, unsigned* narrowed, float* delta) {
    int64 item = grid_thread() >> 5;
    if (item >= rows * heads) {
        return;
    }
    float sum = 0;
    for (int i = threadIdx.x & 31; i < size / 2; i += 32) {
        int64 at = item * (size / 2) + i;
        flash::Pair dy = reinterpret_cast<const flash::Pair*>(gradient)[at];
        flash::Pair y = reinterpret_cast<const flash::Pair*>(output)[at];
        unsigned pair = pack_bfloat16(dy.x, dy.y);
        narrowed[at] = pair;
        sum += widen((bfloat16)pair) * y.x + widen((bfloat16)(pair >> 16)) * y.y;
    }
    sum = warp_sum(sum);
    if ((threadIdx.x & 31) == 0) {
        delta[head_major(item, heads, rows)] = sum;
    }
}

// The parts' sum, in their order.
KERNEL(flash_add_parts)(const float* partials, int parts, int64 count, float* sums) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        float sum = 0;
        for (int part = 0; part < parts; part++) {
            sum += partials[part * count + i];
        }
        sums[i] = sum;
    }
}

#define FLASH_VARIANT(SIZE, BLOCKS)                                                                                   \
    BOUNDED_KERNEL(flash::THREADS, BLOCKS, flash_forward_##SIZE)                                                      \
    (const bfloat16* queries, const bfloat16* keys, const bfloat16* values, const int* tiles, HEADS,                  \
     int64 rows, float* output, float* log_sums) {                                                                    \
        flash::forward<SIZE>(queries, keys, values, tiles, SHAPE, rows, output, log_sums);                            \
    }                                                                                                                 \
    BOUNDED_KERNEL(flash::THREADS, BLOCKS, flash_queries_backward_##SIZE)                                             \
    (const bfloat16* gradient, const bfloat16* queries, const bfloat16* keys, const bfloat16* values,                 \
     const float* log_sums, const float* delta, const int* tiles, HEADS, int64 rows,                                  \
     float* query_gradient) {                                                                                         \
        flash::queries_backward<SIZE>(gradient, queries, keys, values, log_sums, delta, tiles, SHAPE,                 \
                                      rows, query_gradient);                                                          \
    }                                                                                                                 \
    BOUNDED_KERNEL(flash::THREADS, BLOCKS, flash_keys_backward_##SIZE)                                                \
    (const bfloat16* gradient, const bfloat16* queries, const bfloat16* keys, const bfloat16* values,                 \
     const float* log_sums, const float* delta, const int* tiles, HEADS, int parts, int64 rows,                       \
     float* key_gradient, float* value_gradient) {                                                                    \
        flash::keys_backward<SIZE>(gradient, queries, keys, values, log_sums, delta, tiles, SHAPE, parts,             \
                                   rows, key_gradient, value_gradient);                                               \
    }

// One variant a compilation, where one is named.
#if !defined(FLASH_SIZE) || FLASH_SIZE == 64
FLASH_VARIANT(64, 3)
#endif
#if !defined(FLASH_SIZE) || FLASH_SIZE == 128
FLASH_VARIANT(128, 2)
#endif
#if !defined(FLASH_SIZE) || FLASH_SIZE == 256
FLASH_VARIANT(256, 1)
#endif
