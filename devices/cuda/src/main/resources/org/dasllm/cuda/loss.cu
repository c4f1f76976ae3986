// The losses of logits, a block of 256 threads a row.

__device__ inline float capped(float logit, float cap) { return cap > 0 ? cap * tanhf(logit / cap) : logit; }

__device__ inline float cap_slope(float capped_logit, float cap) {
    return cap > 0 ? 1.0f - (capped_logit / cap) * (capped_logit / cap) : 1.0f;
}

// logit = cap * tanh(logit / cap).
KERNEL(soft_cap)(float* logits, float cap, int64 count) {
    for (int64 i = grid_thread(); i < count; i += grid_threads()) {
        logits[i] = capped(logits[i], cap);
    }
}

// The greatest of a row and its first place, for all threads.
__device__ inline void greatest(const float* row, int count, float* value, int* place) {
    SHARED float values[256];
    SHARED int places[256];
    float best = minus_infinity();
    int at = count;
    for (int c = threadIdx.x; c < count; c += blockDim.x) {
        if (row[c] > best || at == count) {
            best = row[c];
            at = c;
        }
    }
    __syncthreads();
    values[threadIdx.x] = best;
    places[threadIdx.x] = at;
    __syncthreads();
    for (int half = 128; half > 0; half >>= 1) {
        if ((int)threadIdx.x < half) {
            float other = values[threadIdx.x + half];
            int other_place = places[threadIdx.x + half];
            bool first = other_place < places[threadIdx.x];
            if (other > values[threadIdx.x] || (other == values[threadIdx.x] && first)) {
                values[threadIdx.x] = other;
                places[threadIdx.x] = other_place;
            }
        }
        __syncthreads();
    }
    *value = values[0];
    *place = places[0];
}

// Cross-entropy; in training the logits (capped before the call) become their gradient, not scaled. cap is 0 for none.
KERNEL(cross_entropy)
(float* logits, const int* targets, int vocabulary, float cap, int training, float* losses, int* hits) {
    float* row = logits + (int64)blockIdx.x * vocabulary;
    int target = targets[blockIdx.x];
    float max;
    int best;
    greatest(row, vocabulary, &max, &best);
    float exponentials = 0;
    for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
        exponentials += expf(row[c] - max);
    }
    float sum = block_sum(exponentials);
    if (threadIdx.x == 0) {
        losses[blockIdx.x] = (max - row[target]) + logf(sum);
        hits[blockIdx.x] = best == target;
    }
    if (training) {
        __syncthreads();
        for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
            float z = row[c];
            row[c] = (expf(z - max) / sum - (c == target ? 1.0f : 0.0f)) * cap_slope(z, cap);
        }
    }
}

// One event's part of the contract's Distillation, from logarithms of shares: its divergence, and the student's share times
// the divergence's derivative by it.
__device__ inline void diverge(float student, float teacher, float beta, float* divergence, float* slope) {
    float s = expf(student);
    float t = expf(teacher);
    if (beta == 0.0f) {
        *divergence = t * (teacher - student);
        *slope = -t;
    } else if (beta == 1.0f) {
        *divergence = s * (student - teacher);
        *slope = *divergence;
    } else {
        float a = logf(1.0f - beta) + student;
        float b = logf(beta) + teacher;
        float mixed = fmaxf(a, b) + log1pf(expf(-fabsf(a - b)));
        *slope = (1.0f - beta) * s * (student - mixed);
        *divergence = beta * t * (teacher - mixed) + *slope;
    }
}

// Cross-entropy and a divergence from a teacher's logits, as cross_entropy does it; both logits are capped.
KERNEL(distill)
(float* logits,
 const float* teachers,
 const int* targets,
 int vocabulary,
 float cap,
 int training,
 float weight,
 float beta,
 float temperature,
 float* losses,
 int* hits) {
    float* row = logits + (int64)blockIdx.x * vocabulary;
    const float* teacher = teachers + (int64)blockIdx.x * vocabulary;
    int target = targets[blockIdx.x];
    float max;
    int best;
    greatest(row, vocabulary, &max, &best);
    float teacher_max;
    int teacher_best;
    greatest(teacher, vocabulary, &teacher_max, &teacher_best);
    float exponentials = 0;
    float student_exponentials = 0;
    float teacher_exponentials = 0;
    for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
        exponentials += expf(row[c] - max);
        student_exponentials += expf((row[c] - max) / temperature);
        teacher_exponentials += expf((teacher[c] - teacher_max) / temperature);
    }
    float sum = block_sum(exponentials);
    float student_log = logf(block_sum(student_exponentials));
    float teacher_log = logf(block_sum(teacher_exponentials));
    float divergences = 0;
    float slopes = 0;
    for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
        float divergence;
        float slope;
        float s = (row[c] - max) / temperature - student_log;
        float t = (teacher[c] - teacher_max) / temperature - teacher_log;
        diverge(s, t, beta, &divergence, &slope);
        divergences += divergence;
        slopes += slope;
    }
    float divergence_sum = block_sum(divergences);
    float mean = block_sum(slopes);
    if (threadIdx.x == 0) {
        losses[blockIdx.x] = (1.0f - weight) * ((max - row[target]) + logf(sum)) + weight * divergence_sum;
        hits[blockIdx.x] = best == target;
    }
    if (training) {
        __syncthreads();
        for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
            float z = row[c];
            float s = (z - max) / temperature - student_log;
            float t = (teacher[c] - teacher_max) / temperature - teacher_log;
            float divergence;
            float slope;
            diverge(s, t, beta, &divergence, &slope);
            float plain = expf(z - max) / sum - (c == target ? 1.0f : 0.0f);
            row[c] = ((1.0f - weight) * plain + weight * (slope - expf(s) * mean) / temperature)
                    * cap_slope(z, cap);
        }
    }
}

// The same from a recorded teacher: a row has counts[row] of k tokens, and their log-probabilities with the tail's behind
// the last. Shared memory: the k tokens' logits.
KERNEL(distill_recorded)
(float* logits,
 const int* tokens,
 const float* recorded,
 const int* counts,
 int k,
 const int* targets,
 int vocabulary,
 float cap,
 int training,
 float weight,
 float beta,
 float temperature,
 float* losses,
 int* hits) {
    DYNAMIC_SHARED(float, named);
    float* row = logits + (int64)blockIdx.x * vocabulary;
    const int* token = tokens + (int64)blockIdx.x * k;
    const float* teacher = recorded + (int64)blockIdx.x * (k + 1);
    int count = counts[blockIdx.x];
    int events = count < vocabulary ? count + 1 : count;
    int target = targets[blockIdx.x];
    float max;
    int best;
    greatest(row, vocabulary, &max, &best);
    float exponentials = 0;
    for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
        exponentials += expf(row[c] - max);
    }
    float sum = block_sum(exponentials);
    float entropy = (max - row[target]) + logf(sum);
    __syncthreads();
    // The tokens that the row names leave it until the others have been added up.
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        named[i] = row[token[i]];
        row[token[i]] = minus_infinity();
    }
    __syncthreads();
    float tail_logit = minus_infinity();
    if (events > count) {
        float tail_greatest = minus_infinity();
        for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
            tail_greatest = fmaxf(tail_greatest, row[c]);
        }
        tail_greatest = block_max(tail_greatest);
        float tail_sum = 0;
        for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
            tail_sum += expf(row[c] - tail_greatest);
        }
        tail_logit = tail_greatest + logf(block_sum(tail_sum));
    }
    float student_max = minus_infinity();
    float teacher_max = minus_infinity();
    for (int i = threadIdx.x; i < events; i += blockDim.x) {
        student_max = fmaxf(student_max, (i < count ? named[i] : tail_logit) / temperature);
        teacher_max = fmaxf(teacher_max, teacher[i] / temperature);
    }
    student_max = block_max(student_max);
    teacher_max = block_max(teacher_max);
    float student_sum = 0;
    float teacher_sum = 0;
    for (int i = threadIdx.x; i < events; i += blockDim.x) {
        student_sum += expf((i < count ? named[i] : tail_logit) / temperature - student_max);
        teacher_sum += expf(teacher[i] / temperature - teacher_max);
    }
    float student_log = student_max + logf(block_sum(student_sum));
    float teacher_log = teacher_max + logf(block_sum(teacher_sum));
    float divergences = 0;
    float slopes = 0;
    for (int i = threadIdx.x; i < events; i += blockDim.x) {
        float divergence;
        float slope;
        float s = (i < count ? named[i] : tail_logit) / temperature - student_log;
        diverge(s, teacher[i] / temperature - teacher_log, beta, &divergence, &slope);
        divergences += divergence;
        slopes += slope;
    }
    float divergence_sum = block_sum(divergences);
    float mean = block_sum(slopes);
    if (threadIdx.x == 0) {
        losses[blockIdx.x] = (1.0f - weight) * entropy + weight * divergence_sum;
        hits[blockIdx.x] = best == target;
    }
    if (training) {
        float divergence;
        float slope = 0;
        float tail_gradient = 0;
        if (events > count) {
            float s = tail_logit / temperature - student_log;
            diverge(s, teacher[count] / temperature - teacher_log, beta, &divergence, &slope);
            tail_gradient = (slope - expf(s) * mean) / temperature;
        }
        for (int c = threadIdx.x; c < vocabulary; c += blockDim.x) {
            float z = row[c];
            if (z != minus_infinity()) {
                float plain = expf(z - max) / sum - (c == target ? 1.0f : 0.0f);
                row[c] = ((1.0f - weight) * plain + weight * tail_gradient * expf(z - tail_logit)) * cap_slope(z, cap);
            }
        }
        __syncthreads();
        for (int i = threadIdx.x; i < count; i += blockDim.x) {
            float z = named[i];
            float s = z / temperature - student_log;
            diverge(s, teacher[i] / temperature - teacher_log, beta, &divergence, &slope);
            float plain = expf(z - max) / sum - (token[i] == target ? 1.0f : 0.0f);
            float taught = (slope - expf(s) * mean) / temperature;
            row[token[i]] = ((1.0f - weight) * plain + weight * taught) * cap_slope(z, cap);
        }
    }
}
