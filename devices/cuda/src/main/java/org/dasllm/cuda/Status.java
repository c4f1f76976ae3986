package org.dasllm.cuda;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** What CUDA's calls answer. */
final class Status {
    private Status() {}

    /** Of a call of the driver. */
    static void driver(int status, String what) {
        if (status == cudart.CUDA_SUCCESS) {
            return;
        }
        String message = "CUDA could not " + what + ": " + text(status);
        if (status == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new OutOfMemoryError(message);
        }
        throw new IllegalStateException(message);
    }

    private static String text(int status) {
        try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
            if (cudart.cuGetErrorName(status, name) != cudart.CUDA_SUCCESS) {
                return "status " + status;
            }
            return new BytePointer(name.get(0)).getString() + " (" + status + ")";
        }
    }

    /** Of a call of cuBLASLt. */
    static void blas(int status, String what) {
        if (status != cublas.CUBLAS_STATUS_SUCCESS) {
            throw new IllegalStateException("cuBLASLt could not " + what + ": status " + status);
        }
    }

    /** Of a call of NVRTC. */
    static void compiler(int status, String what) {
        if (status != nvrtc.NVRTC_SUCCESS) {
            throw new IllegalStateException("NVRTC could not " + what + ": "
                    + nvrtc.nvrtcGetErrorString(status).getString());
        }
    }
}
