package org.dasllm.onednn.memory;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A JavaCPP pointer that can be aimed at any address, again and again, without making garbage. It owns nothing. */
public final class NativeAddress extends FloatPointer {
    public NativeAddress(long address) {
        super((Pointer) null);
        this.address = address;
    }

    public NativeAddress at(long newAddress) {
        address = newAddress;
        return this;
    }

    /** Says how many floats lie there, so that a buffer over them can be made. */
    public NativeAddress floats(long count) {
        limit = count;
        capacity = count;
        return this;
    }
}
