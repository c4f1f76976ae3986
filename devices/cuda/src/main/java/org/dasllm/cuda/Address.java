package org.dasllm.cuda;

import org.bytedeco.javacpp.Pointer;

/** A JavaCPP pointer that can be aimed at any address, again and again, without making garbage. It owns nothing. */
final class Address extends Pointer {
    Address(long address) {
        super((Pointer) null);
        this.address = address;
    }

    Address at(long newAddress) {
        address = newAddress;
        return this;
    }
}
