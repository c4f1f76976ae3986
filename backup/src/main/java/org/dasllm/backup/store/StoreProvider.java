package org.dasllm.backup.store;

/** Opens stores of one kind. Found by {@link java.util.ServiceLoader}, so that an installation can go without it. */
public interface StoreProvider {
    /** How addresses of this kind begin, such as {@code s3}, before {@code ://}. */
    String scheme();

    /**
     * Opens a store.
     *
     * @throws org.dasllm.format.error.DasllmException if the address is wrong or there are no credentials
     */
    ObjectStore open(StoreAddress address);
}
