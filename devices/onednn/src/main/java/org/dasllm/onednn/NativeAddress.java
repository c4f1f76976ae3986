package org.dasllm.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A JavaCPP pointer that can be aimed at any address, again and again, without making garbage. It owns nothing. */
final class NativeAddress extends FloatPointer {
    NativeAddress(long address) {
        super((Pointer) null);
        this.address = address;
    }

    NativeAddress at(long newAddress) {
        address = newAddress;
        return this;
    }

    /** Says how many floats lie there, so that a buffer over them can be made. */
    NativeAddress floats(long count) {
        limit = count;
        capacity = count;
        return this;
    }
}
