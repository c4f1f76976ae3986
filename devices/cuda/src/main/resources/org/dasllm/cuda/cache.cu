// Keys and values of sequences being generated: one row a position, slot by slot.

// A block writes a row of keys and of values at row places[b] of the cache.
KERNEL(cache_write)
(const float* keys, const float* values, const int* places, int columns, float* cached_keys, float* cached_values) {
    int64 from = (int64)blockIdx.x * columns;
    int64 to = (int64)places[blockIdx.x] * columns;
    for (int c = threadIdx.x; c < columns; c += blockDim.x) {
        cached_keys[to + c] = keys[from + c];
        cached_values[to + c] = values[from + c];
    }
}

// A block of 128 threads is a query of one head; it walks over its keys by 128. first_rows: where the query's slot begins
// in the cache; positions: the query's own. Shared memory: a head's query, then 128 probabilities.
KERNEL(cached_attention)
(const float* queries,
 const float* cached_keys,
 const float* cached_values,
 const int* first_rows,
 const int* positions,
 HEADS,
 float* output) {
    const Heads shape = SHAPE;
    DYNAMIC_SHARED(float, shared);
    float* query = shared;
    float* probabilities = shared + size;
    const int row = blockIdx.x;
    const int head = blockIdx.y;
    const int key_head = head / shape.group();
    const int position = positions[row];
    const int64 columns = (int64)key_value_heads * size;
    const float* keys = cached_keys + first_rows[row] * columns + (int64)key_head * size;
    const float* values = cached_values + first_rows[row] * columns + (int64)key_head * size;
    const int64 place = ((int64)row * heads + head) * size;
    for (int c = threadIdx.x; c < size; c += blockDim.x) {
        query[c] = queries[place + c];
    }
    __syncthreads();
    float max = minus_infinity();
    float sum = 0;
    float result[2] = {0, 0};
    for (int start = shape.first_seen(position, 1); start <= position; start += 128) {
        int key = start + threadIdx.x;
        float s = minus_infinity();
        if (key <= position) {
            float product = 0;
            for (int c = 0; c < size; c++) {
                product += query[c] * keys[key * columns + c];
            }
            s = shape.score(product);
        }
        float greatest = fmaxf(max, block_max(s));
        float correction = expf(max - greatest);
        float p = expf(s - greatest);
        sum = sum * correction + block_sum(p);
        probabilities[threadIdx.x] = p;
        __syncthreads();
        int count = position - start + 1 < 128 ? position - start + 1 : 128;
        for (int part = 0; part < 2; part++) {
            int c = threadIdx.x + 128 * part;
            if (c < size) {
                float total = result[part] * correction;
                for (int i = 0; i < count; i++) {
                    total += probabilities[i] * values[(start + i) * columns + c];
                }
                result[part] = total;
            }
        }
        __syncthreads();
        max = greatest;
    }
    for (int part = 0; part < 2; part++) {
        int c = threadIdx.x + 128 * part;
        if (c < size) {
            output[place + c] = result[part] / sum;
        }
    }
}
