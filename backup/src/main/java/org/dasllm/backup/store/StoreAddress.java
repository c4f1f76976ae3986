package org.dasllm.backup.store;

import java.util.Optional;

/**
 * Where a store is, as the command line says it.
 *
 * @param place a folder, or an address such as {@code s3://bucket/prefix}
 * @param endpoint the server of a store that is not its protocol's usual one
 * @param region the region of that server, where it has regions
 */
public record StoreAddress(String place, Optional<String> endpoint, Optional<String> region) {}
