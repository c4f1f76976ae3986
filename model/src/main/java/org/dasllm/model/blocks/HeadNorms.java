package org.dasllm.model.blocks;

import java.util.stream.Stream;
import org.dasllm.model.weights.WeightSpec;

/** Norms of every head of queries and keys, before they are turned (Henry et al., 2020, arXiv:2010.04245). */
public record HeadNorms(NormSpec queries, NormSpec keys) {

    Stream<WeightSpec> weights() {
        return Stream.of(queries.weight(), keys.weight());
    }
}
